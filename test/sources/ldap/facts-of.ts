import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseInstant, type Instant } from '../../../src/core/base/instant.ts'
import type { ControlFact } from '../../../src/core/model/access-control.ts'
import type { DatasetCoverage, Gap } from '../../../src/core/model/coverage.ts'
import type { AccountFact, FragmentSink, GroupFact, MembershipFact } from '../../../src/core/model/fragment.ts'
import { openEvidence, type DatasetOutcome } from '../../../src/sources/evidence/open-evidence.ts'
import { expandedMembers } from './expanded-members.ts'
import { readLdap } from '../../../src/sources/ldap/read.ts'

export interface Facts {
  readonly accounts: AccountFact[]
  readonly groups: GroupFact[]
  readonly memberships: MembershipFact[]
  readonly controls: ControlFact[]
  readonly gaps: Gap[]
  readonly coverage: DatasetCoverage[]
}

function instant(text: string): Instant {
  const parsed = parseInstant(text)
  if (parsed === null) throw new Error(`no moment: ${text}`)
  return parsed
}

export const NOW = instant('2026-11-26T02:00:00Z')
export const BASE = 'dc=northmoor,dc=example'

/** What the reader makes of the evidence in `folder`. */
export async function factsIn(folder: string): Promise<Facts> {
  const facts: Facts = { accounts: [], groups: [], memberships: [], controls: [], gaps: [], coverage: [] }
  const sink: FragmentSink = {
    accounts: (batch) => void facts.accounts.push(...batch),
    groups: (batch) => void facts.groups.push(...batch),
    memberships: (batch) => void facts.memberships.push(...batch),
    members: expandedMembers((fact) => facts.memberships.push(fact)),
    resources: () => undefined,
    grants: () => undefined,
    controls: (batch) => void facts.controls.push(...batch),
    settings: () => undefined,
    credentials: () => undefined,
    iam: () => undefined,
    rows: () => undefined,
    gaps: (batch) => void facts.gaps.push(...batch),
    coverage: (batch) => void facts.coverage.push(...batch),
  }
  await readLdap(folder, { name: 'directory' }, sink)
  return facts
}

type Pages = string | readonly string[] | { readonly byName: Readonly<Record<string, string>> }

function namedPages(pages: Pages): readonly (readonly [string, string])[] {
  if (typeof pages === 'object' && 'byName' in pages) return Object.entries(pages.byName)
  return [pages].flat().map((page, index) => [`${index + 1}.ldif`, page] as const)
}

/**
 * As `factsIn`, for evidence that holds the given LDIF texts, a page each, under the names of their datasets; null for one that is not
 * listed. Pages whose names matter come by name.
 */
export async function factsOf(
  datasets: Readonly<Record<string, Pages | null>>,
  outcome: DatasetOutcome = { state: 'complete', records: 0 },
): Promise<Facts> {
  return inTemporaryFolder(async (folder) => {
    const evidence = await openEvidence(join(folder, 'e'), {
      source: { kind: 'ldap', name: 'directory' },
      toolVersion: '0',
      wanted: null,
      clock: () => NOW,
    })
    for (const [name, pages] of Object.entries({ users: '', workloads: '', groups: '', ...datasets })) {
      if (pages === null) continue
      const dataset = evidence.dataset(BASE, name)
      for (const [file, page] of namedPages(pages)) await dataset.page(file, page)
      dataset.finish(outcome)
    }
    await evidence.close({ reader: 'cn=auditor' })
    return factsIn(join(folder, 'e'))
  })
}

export async function inTemporaryFolder<Answer>(work: (folder: string) => Promise<Answer>): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-ldap-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
