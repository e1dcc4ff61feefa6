import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type GateOutcome, outcome } from './gate.ts'
import { schemaFiles } from './schema-files.ts'

/** What editors and readers of `result.json` are told is what the code asks for. */
export async function schemas(root: string): Promise<GateOutcome> {
  const stale = Object.entries(schemaFiles).flatMap(([path, text]) => {
    if (!existsSync(join(root, path))) return [`${path} is missing: \`npm run schemas\``]
    return readFileSync(join(root, path), 'utf8') === text() ? [] : [`${path} is not what the code asks for: \`npm run schemas\``]
  })
  return outcome(`${Object.keys(schemaFiles).length} schemas`, stale)
}
