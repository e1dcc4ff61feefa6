import { dirname, join } from 'node:path/posix'

/** Every module with what it imports: a path from the root of the repository, or the name of a package. */
export type Imports = ReadonlyMap<string, readonly string[]>

export interface ImportLaw {
  /** Folders, below `src/`. */
  readonly modules: readonly string[]
  /** Names of packages; `node:` stands for all that Node brings, but for what reaches out: that is named one by one. */
  readonly packages: readonly string[]
  readonly because: string
}

/** By these a module talks to other machines or programs: who may, should be seen at a glance. */
const reachingOut = /^node:(?:net|tls|https?|http2|dgram|dns(?:\/promises)?|child_process)$/

export function mayImport(modules: readonly string[], packages: readonly string[], because: string): ImportLaw {
  return { modules, packages, because }
}

/** One line for each import that no law allows, and for each module that stands under no law; in the order of `imports`. */
export function brokenLaws(laws: Readonly<Record<string, ImportLaw>>, imports: Imports): string[] {
  return [...imports].flatMap(([module, targets]) => {
    const found = lawOf(laws, module)
    if (found === null) return [`${module} stands in a folder that MAY_IMPORT does not name`]
    const { law, folder } = found
    const allowed = (target: string) =>
      isPath(target)
        ? [folder, ...law.modules.map((name) => `src/${name}`)].some((place) => target.startsWith(`${place}/`))
        : law.packages.some((name) => isOf(target, name))
    return targets.filter((target) => !allowed(target)).map((target) => `${module} may not import ${target}: ${law.because}`)
  })
}

/** Rings of modules that import one another, types included: each once, in the order in which it is met. */
export function importRings(imports: Imports): string[] {
  const rings: string[] = []
  const done = new Set<string>()
  const path: string[] = []
  function visit(module: string): void {
    if (path.includes(module)) rings.push([...path.slice(path.indexOf(module)), module].join(' → '))
    if (done.has(module)) return
    done.add(module)
    path.push(module)
    for (const target of imports.get(module) ?? []) visit(target)
    path.pop()
  }
  for (const module of imports.keys()) visit(module)
  return rings
}

/** What the text of `module` imports or exports from elsewhere, types included, statically or by `import()`. */
export function importsOf(module: string, text: string): string[] {
  const statement = /^\s*(?:import|export)\s(?:[\w\s{},*$]*\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"`]([^'"`]+)['"`]/gm
  return Array.from(text.matchAll(statement), ([, declared, called]) => {
    const name = declared ?? called ?? ''
    return name.startsWith('.') ? join(dirname(module), name) : name
  })
}

/** The law with the longest name that begins `module`, and the folder that it gives to its modules. */
function lawOf(laws: Readonly<Record<string, ImportLaw>>, module: string): { law: ImportLaw; folder: string } | null {
  const named = Object.entries(laws).flatMap(([name, law]) => {
    const place = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}(?=/|$)`).exec(module)?.[0]
    return place === undefined ? [] : [{ name, law, folder: place === module ? dirname(module) : place }]
  })
  named.sort((a, b) => b.name.length - a.name.length)
  return named[0] ?? null
}

function isOf(target: string, name: string): boolean {
  if (name === 'node:') return target.startsWith(name) && !reachingOut.test(target)
  return target === name || target.startsWith(`${name}/`)
}

function isPath(target: string): boolean {
  return target.endsWith('.ts')
}
