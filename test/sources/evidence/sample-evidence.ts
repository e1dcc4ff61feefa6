import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Instant, parseInstant } from '../../../src/core/base/instant.ts'
import type { FileSystem } from '../../../src/sources/evidence/file-system.ts'
import type { Manifest } from '../../../src/sources/evidence/manifest.ts'
import { openEvidence } from '../../../src/sources/evidence/open-evidence.ts'
import { type EvidenceReader, readEvidence } from '../../../src/sources/evidence/read-evidence.ts'

const EXPECTED = [
  { unit: 'DC=northmoor,DC=example', dataset: 'users' },
  { unit: 'DC=northmoor,DC=example', dataset: 'groups' },
]

export const LARGE_PAGE = 'dn: CN=someone,DC=northmoor,DC=example\n'.repeat(5000)

/** A folder of the test's own, gone when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-'))
  onTestFinished(async () => rm(folder, { recursive: true, force: true }))
  return folder
}

export function at(text: string): Instant {
  const instant = parseInstant(text)
  if (instant === null) throw new Error(`not a moment: ${text}`)
  return instant
}

/** Two datasets, three pages, one of them large enough to be compressed and given in pieces. */
export async function writeSample(folder: string, files?: FileSystem): Promise<Manifest> {
  const writer = await openEvidence(folder, {
    source: { kind: 'ldap', name: 'ad' },
    toolVersion: '0.1.0',
    wanted: null,
    clock: () => at('2026-11-26T02:14:00Z'),
    ...(files === undefined ? {} : { files }),
  })
  const users = writer.dataset('DC=northmoor,DC=example', 'users')
  await users.page('0001.ldif', 'dn: CN=li.wei\n\ndn: CN=aisha.khan\n')
  await users.page('0002.ldif', piecesOf(LARGE_PAGE))
  users.finish({ state: 'complete', records: 5002, dropped: 3 })
  const groups = writer.dataset('DC=northmoor,DC=example', 'groups')
  await groups.page('0001.ldif', 'dn: CN=qsense-core\n')
  groups.finish({ state: 'partial', reasons: ['size limit exceeded'], cure: 'raise `sizelimit`', records: 1 })
  return writer.close({ reader: 'CN=gatehouse,DC=northmoor,DC=example' })
}

export async function readSample(folder: string): Promise<EvidenceReader> {
  return readEvidence(folder, { source: 'ad', kind: 'ldap', expected: EXPECTED })
}

async function* piecesOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += 10_000) yield bytes.subarray(start, start + 10_000)
}
