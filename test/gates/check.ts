import { fileURLToPath } from 'node:url'
import { builtPackage } from './built-package.ts'
import { decisionPages } from './decision-pages.ts'
import { diagnosticCodes } from './diagnostic-codes.ts'
import { fileSizes } from './file-sizes.ts'
import type { GateOutcome } from './gate.ts'
import { licences } from './licences.ts'
import { links } from './links.ts'
import { refusedWords } from './refused-words.ts'
import { rulePages } from './rule-pages.ts'
import { schemas } from './schemas.ts'
import { tool } from './tool.ts'

/**
 * All gates, cheapest first; none hides another. `npm run check`, or `npm run check -- links licences` for some of them.
 * Exit code 1 if one failed, 64 for a name that no gate has.
 */
const gates: Readonly<Record<string, (root: string) => Promise<GateOutcome>>> = {
  format: (root) => tool(root, 'oxfmt', '--check', 'src', 'test', 'bench', 'fixtures', 'bin'),
  types: (root) => tool(root, 'tsc', '-p', 'tsconfig.json'),
  lint: (root) => tool(root, 'oxlint', '--format=unix', 'src', 'test', 'bin', 'bench', 'fixtures'),
  architecture: (root) => tool(root, 'vitest', 'run', '--project', 'unit', '--reporter=dot', 'test/architecture.test.ts'),
  unused: (root) => tool(root, 'knip', '--no-progress'),
  licences,
  'file-sizes': fileSizes,
  rules: rulePages,
  diagnostics: diagnosticCodes,
  decisions: decisionPages,
  links,
  words: refusedWords,
  schemas,
  build: builtPackage,
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in gates))
if (unknown.length > 0) {
  console.error(
    `check: there is no gate ${unknown.map((name) => `\`${name}\``).join(', ')}\n  help: one of ${Object.keys(gates).join(', ')}`,
  )
  process.exit(64)
}

let failures = 0
for (const [name, gate] of Object.entries(gates)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const { verdict, says, lines } = await gate(root).catch(broken)
  if (verdict === 'failed') failures += 1
  console.log(`${{ passed: 'ok  ', warned: 'warn', failed: 'FAIL' }[verdict]}  ${name.padEnd(13)} ${says}`)
  for (const line of lines) console.log(`      ${line}`)
}
if (failures > 0) {
  console.error(`check: ${failures} of ${asked.length || Object.keys(gates).length} gates failed`)
  process.exitCode = 1
}

/** A gate that cannot look has not passed. */
function broken(cause: unknown): GateOutcome {
  return {
    verdict: 'failed',
    says: 'the gate itself broke',
    lines: [cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)],
  }
}
