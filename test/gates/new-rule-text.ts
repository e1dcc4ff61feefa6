import { pageSections } from './rule-pages.ts'

/** What `npm run new:rule` writes: files that say what is still to be said, and fail the gates until it is. */
interface NewRule {
  readonly id: string
  readonly name: string
}

/** `access-undeclared` → `accessUndeclared`: the export of the rule's file. */
function exportName(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

export function newRuleSource({ id, name }: NewRule): string {
  return `import { rule } from './rule.ts'

/** TODO: what the rule reports, in one sentence, and the reason for anything that surprises. */
export const ${exportName(name)} = rule(
  {
    id: '${id}',
    name: '${name}',
    title: 'TODO',
    severity: 'score',
    // A need with \`!\` must be complete before the rule may speak, because the finding rests on something that was not seen.
    needs: ['access'],
    remediation: 'TODO',
    serves: [],
  },
  (_facts) => [],
)
`
}

/** A scenario that fails until its story, its facts and what they must give are written. */
export function newScenario({ id, name }: NewRule, shows: string): string {
  return `story: >
  TODO: what happens here, for a reader who knows no code. Then name the folder after the story.
rule: ${name}
shows: ${shows}
# What differs from ../base.yaml: accounts, groups, resources, registers, policy, coverage.
expect:
  findings: [${shows === 'reported' ? `{rule: ${id}, project: qsense, says: TODO}` : ''}]
  projects: {qsense: TODO}
`
}

export function newRulePage({ id, name }: NewRule): string {
  const sections = pageSections.map((section) => `## ${section}\n\n`).join('')
  return `# TODO: the title of the rule\n\n\`${id}\` \`${name}\` · severity: TODO · first version: TODO\n\n${sections.trimEnd()}\n`
}

/** The catalogue with the rule in it: imports and entries keep their order by path, and by id as far as the text shows ids. */
export function withRule(catalogue: string, { name }: NewRule): string {
  const imported = `import { ${exportName(name)} } from './${name}.ts'\n`
  const lines = catalogue.match(/^import .*\n/gm) ?? []
  const next = lines.find((line) => line.includes("'./") && modulePath(line) > modulePath(imported))
  const withImport =
    next === undefined ? catalogue.replace(lines.at(-1) ?? '', (last) => last + imported) : catalogue.replace(next, imported + next)
  return withImport.replace(/\n\]\n*$/, `\n  ${exportName(name)},\n]\n`)
}

function modulePath(line: string): string {
  return /'(.*)'/.exec(line)?.[1] ?? ''
}
