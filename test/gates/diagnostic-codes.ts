import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GateOutcome, outcome } from './gate.ts'
import { trackedFiles } from './tracked-files.ts'

const page = 'docs/diagnostics.md'

/** Every code of a diagnostic that the source can give stands in `docs/diagnostics.md`, and every code there can be given. */
export async function diagnosticCodes(root: string): Promise<GateOutcome> {
  const sources = trackedFiles(root, ['src']).filter((path) => path.endsWith('.ts'))
  const given = new Map<string, string>()
  for (const path of sources)
    for (const code of codesIn(readFileSync(join(root, path), 'utf8'))) if (!given.has(code)) given.set(code, path)
  if (!existsSync(join(root, page))) return outcome(`${given.size} codes`, [`${page} is missing`])

  const documented = documentedCodes(readFileSync(join(root, page), 'utf8'))
  return outcome(`${given.size} codes`, [
    ...[...given].filter(([code]) => !documented.includes(code)).map(([code, path]) => `${page} does not tell of ${code} (${path})`),
    ...documented.filter((code) => !given.has(code)).map((code) => `${page} tells of ${code}, which nothing gives`),
    ...documented.filter((code, index) => documented.indexOf(code) !== index).map((code) => `${page} tells of ${code} twice`),
  ])
}

/** Codes as literals: one capital letter and three digits. */
function codesIn(source: string): string[] {
  return [...new Set(Array.from(source.matchAll(/'([A-Z]\d{3})'/g), ([, code = '']) => code))].sort()
}

/** Codes that have a row of a table, or a heading, of their own. */
function documentedCodes(text: string): string[] {
  return Array.from(text.matchAll(/^(?:\|\s*|#+\s+)`?([A-Z]\d{3})`?(?=[\s|])/gm), ([, code = '']) => code)
}
