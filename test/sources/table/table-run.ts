import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DatasetCoverage, Gap } from '../../../src/core/model/coverage.ts'
import type { AccountFact, FragmentSink, GrantFact, ResourceFact } from '../../../src/core/model/fragment.ts'
import type { RegisterName, RegisterRows } from '../../../src/core/model/register.ts'
import type { FileSystem } from '../../../src/sources/evidence/file-system.ts'
import type { Manifest } from '../../../src/sources/evidence/manifest.ts'
import { collectTable } from '../../../src/sources/table/collect.ts'
import { readTable } from '../../../src/sources/table/read.ts'
import { at, temporaryFolder } from '../evidence/sample-evidence.ts'

export const NOW = at('2026-11-26T02:14:00Z')

/** All that a table gave. */
export interface Gathered {
  readonly accounts: AccountFact[]
  readonly resources: ResourceFact[]
  readonly grants: GrantFact[]
  readonly rows: RegisterRows['rows'][number][]
  readonly gaps: Gap[]
  readonly coverage: DatasetCoverage[]
}

export interface TableRun extends Gathered {
  readonly manifest: Manifest
  readonly folder: string
}

export interface Export {
  readonly rows?: number
  readonly text?: string
  readonly resources?: string
}

/** Writes a table with its `export.yaml` (null: none), collects it, and reads the evidence. */
export async function runTable(
  register: RegisterName,
  csv: string | Uint8Array,
  exported: Export | null,
  files?: FileSystem,
): Promise<TableRun> {
  const root = await temporaryFolder()
  const file = await writeTable(root, register, csv, exported)
  const folder = join(root, 'evidence', register)
  const table = { name: register, register, file }
  const disk = files === undefined ? {} : { files }
  const manifest = await collectTable(table, folder, { toolVersion: '0.1.0', clock: () => NOW, ...disk })
  return { manifest, folder, ...(await readBack(folder, register)) }
}

export async function writeTable(root: string, register: RegisterName, csv: string | Uint8Array, exported: Export | null): Promise<string> {
  const file = join(root, `${register}.csv`)
  await writeFile(file, csv)
  if (exported !== null) await writeFile(join(root, 'export.yaml'), exported.text ?? exportText(register, exported))
  return file
}

export async function readBack(folder: string, register: RegisterName): Promise<Gathered> {
  const gathered: Gathered = { accounts: [], resources: [], grants: [], rows: [], gaps: [], coverage: [] }
  const sink: FragmentSink = {
    accounts: (batch) => void gathered.accounts.push(...batch),
    groups: () => undefined,
    memberships: () => undefined,
    members: () => undefined,
    resources: (batch) => void gathered.resources.push(...batch),
    grants: (batch) => void gathered.grants.push(...batch),
    controls: () => undefined,
    settings: () => undefined,
    credentials: () => undefined,
    iam: () => undefined,
    rows: (batch) => void gathered.rows.push(...batch.rows),
    gaps: (batch) => void gathered.gaps.push(...batch),
    coverage: (batch) => void gathered.coverage.push(...batch),
  }
  await readTable(folder, { name: register, register }, sink)
  return gathered
}

function exportText(register: RegisterName, { rows = 0, resources }: Export): string {
  return [
    'format: 1',
    'system: example system',
    'exported_at: 2026-11-25T22:00:00+00:00',
    `files: {${register}.csv: ${rows}}`,
    'complete: true',
    ...(resources === undefined ? [] : [`resources: ${resources}`]),
    '',
  ].join('\n')
}
