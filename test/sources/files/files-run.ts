import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ControlFact } from '../../../src/core/model/access-control.ts'
import type { DatasetCoverage, Gap } from '../../../src/core/model/coverage.ts'
import type { AccountFact, FragmentSink, GrantFact, GroupFact, MembershipFact, ResourceFact } from '../../../src/core/model/fragment.ts'
import type { Manifest } from '../../../src/sources/evidence/manifest.ts'
import { collectFiles } from '../../../src/sources/files/collect.ts'
import { readFiles } from '../../../src/sources/files/read.ts'
import { at, temporaryFolder } from '../evidence/sample-evidence.ts'

const NOW = at('2026-11-26T02:14:00Z')

/** All that the exports gave. */
export interface FilesRun {
  readonly accounts: AccountFact[]
  readonly groups: GroupFact[]
  readonly memberships: MembershipFact[]
  readonly resources: ResourceFact[]
  readonly controls: ControlFact[]
  readonly grants: GrantFact[]
  readonly gaps: Gap[]
  readonly coverage: DatasetCoverage[]
}

type Fields = Readonly<Record<string, unknown>>

export const WINDOWS_HEADER = {
  record: 'header',
  format: 1,
  exporter: 'export-windows-shares.ps1 1',
  exported_at: '2026-11-25T22:00:00Z',
  system: 'windows',
  server: 'FS1.northmoor.example',
  reader: 'NORTHMOOR\\gatehouse-export',
  machine_sid: 'S-1-5-21-1-2-3',
  domain_sid: 'S-1-5-21-4-5-6',
  forest_sid: null,
  domain_controller: false,
  files: 'counted',
}

export const POSIX_HEADER = {
  record: 'header',
  format: 1,
  exporter: 'export-posix-shares.sh 1',
  exported_at: '2026-11-25T22:00:00Z',
  system: 'posix',
  server: 'fs2.northmoor.example',
  reader: 'root',
  files: 'counted',
}

/** An export as its script would write it: a header, the records, and the trailer that counts them. */
export function exportText(header: Fields, records: readonly Fields[], trailer: Fields | null = {}): string {
  const last = trailer === null ? [] : [{ record: 'trailer', complete: true, records: records.length, errors: 0, ...trailer }]
  return [header, ...records, ...last].map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** Puts exports into a folder, takes them in as evidence and reads it. */
export async function runFiles(
  exports: Readonly<Record<string, string | Uint8Array>>,
  directory: string | null = null,
): Promise<FilesRun & { readonly manifest: Manifest; readonly evidence: string }> {
  const root = await temporaryFolder()
  const folder = join(root, 'exports')
  await mkdir(folder)
  for (const [name, text] of Object.entries(exports)) await writeFile(join(folder, name), text)
  const evidence = join(root, 'evidence')
  const manifest = await collectFiles({ name: 'files', folder }, evidence, { toolVersion: '0.1.0', clock: () => NOW })
  return { manifest, evidence, ...(await readBack(evidence, directory)) }
}

async function readBack(evidence: string, directory: string | null = null): Promise<FilesRun> {
  const run: FilesRun = { accounts: [], groups: [], memberships: [], resources: [], controls: [], grants: [], gaps: [], coverage: [] }
  const sink: FragmentSink = {
    accounts: (batch) => void run.accounts.push(...batch),
    groups: (batch) => void run.groups.push(...batch),
    memberships: (batch) => void run.memberships.push(...batch),
    members: () => undefined,
    resources: (batch) => void run.resources.push(...batch),
    grants: (batch) => void run.grants.push(...batch),
    controls: (batch) => void run.controls.push(...batch),
    settings: () => undefined,
    credentials: () => undefined,
    iam: () => undefined,
    rows: () => undefined,
    gaps: (batch) => void run.gaps.push(...batch),
    coverage: (batch) => void run.coverage.push(...batch),
  }
  await readFiles(evidence, { name: 'files', directory }, sink)
  return run
}
