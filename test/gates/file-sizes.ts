import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GateOutcome } from './gate.ts'
import { trackedFiles } from './tracked-files.ts'

const needsReason = 300
const needsSplit = 500

/** A file beyond 300 lines should have a reason, one beyond 500 must be split: one file holds one idea. */
export async function fileSizes(root: string): Promise<GateOutcome> {
  const files = trackedFiles(root, ['src', 'test', 'bin', 'bench', 'fixtures']).filter((path) => /\.(ts|js|sh|py)$/.test(path))
  const long = files
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > needsReason)
  return {
    verdict: long.some(({ lines }) => lines > needsSplit) ? 'failed' : long.length > 0 ? 'warned' : 'passed',
    says: `${files.length} files, ${long.length} beyond ${needsReason} lines`,
    lines: long.map(({ path, lines }) => `${path}: ${lines} lines; ${lines > needsSplit ? 'split it' : 'is there a reason?'}`),
  }
}
