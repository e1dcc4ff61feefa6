import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GateOutcome, outcome } from './gate.ts'
import { trackedFiles } from './tracked-files.ts'

/** Every code of a diagnostic that the source can give has its row in a table of `docs/`, once, and every code there can be given. */
export async function diagnosticCodes(root: string): Promise<GateOutcome> {
  const given = placesOf(root, 'src', '.ts', codesIn)
  const documented = placesOf(root, 'docs', '.md', documentedCodes)
  return outcome(`${given.size} codes`, [
    ...[...given].filter(([code]) => !documented.has(code)).map(([code, [path]]) => `no page tells of ${code} (${path})`),
    ...[...documented].filter(([code]) => !given.has(code)).map(([code, [path]]) => `${path} tells of ${code}, which nothing gives`),
    ...[...documented]
      .filter(([, paths]) => paths.length > 1)
      .map(([code, paths]) => `${code} is told more than once: ${paths.join(', ')}`),
  ])
}

/** By code, the files in which `find` found it, one for each time. */
function placesOf(root: string, folder: string, ending: string, find: (text: string) => readonly string[]): ReadonlyMap<string, string[]> {
  const places = new Map<string, string[]>()
  for (const path of trackedFiles(root, [folder]).filter((name) => name.endsWith(ending))) {
    for (const code of find(readFileSync(join(root, path), 'utf8'))) places.set(code, [...(places.get(code) ?? []), path])
  }
  return places
}

/** Codes as literals: one capital letter and three digits. */
function codesIn(source: string): string[] {
  return [...new Set(Array.from(source.matchAll(/'([A-Z]\d{3})'/g), ([, code = '']) => code))].sort()
}

/** Codes that have a row of a table, or a heading, of their own. */
function documentedCodes(text: string): string[] {
  return Array.from(text.matchAll(/^(?:\|\s*|#+\s+)`?([A-Z]\d{3})`?(?=[\s|])/gm), ([, code = '']) => code)
}
