import { sortedBy } from '../../core/base/order.ts'
import type { IamAccountFact } from '../../core/model/iam.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import { type ReadList, answerOf, eachRecord } from './read-answers.ts'
import { partsOfArn } from './read-arn.ts'
import { type AwsDataset, type AwsDatasets, isWhole, provenanceIn } from './read-datasets.ts'
import type { Missing } from './read-missing.ts'
import { member, organization, root, unit } from './wire-organization.ts'

/** An account of the organization as it is listed. */
export interface Member {
  readonly account: string
  readonly name: string | null
  /** `ACTIVE`, or why nothing of it is read. */
  readonly status: string
  readonly provenance: Provenance
}

/** What is known of the organization; empty where there is none. */
export interface Organization {
  readonly id: string | null
  readonly management: string | null
  /** By account. */
  readonly members: ReadonlyMap<string, Member>
  /** Was every member listed? */
  readonly isListWhole: boolean
  /** Types of guardrails that a root has switched on. */
  readonly enabled: ReadonlySet<string>
  /** Ids from the root down to the account itself; null where the way was not read. */
  readonly chainOf: (account: string) => readonly string[] | null
  /** Whom a call that is missing was to be asked of. */
  readonly unit: string
}

const GLOBAL = 'global'

/** Reads the organization and its tree; what should be there and is not goes to `missing`, and accounts of which list and tree disagree are gaps. */
export async function readOrganization(datasets: AwsDatasets, missing: Missing): Promise<Organization> {
  const draft: Draft = { id: null, management: null, members: new Map(), parents: new Map(), enabled: new Set(), inTree: new Set() }
  await readDescription(datasets, draft)
  const lists = datasets.of('organizations list-accounts')
  const isListWhole = await readEach(lists, async (dataset) =>
    eachRecord(dataset, member, (record, file) => {
      noteArn(draft, record.Arn)
      const provenance = provenanceIn(dataset, file, record.Id)
      const status = record.State ?? record.Status ?? 'ACTIVE'
      if (!draft.members.has(record.Id)) draft.members.set(record.Id, { account: record.Id, name: record.Name ?? null, status, provenance })
    }),
  )
  const isTreeRead = await readTree(datasets, draft)
  const organizations = datasets.all.filter(({ name }) => name.startsWith('organizations '))
  const at = [lists[0], datasets.of('organizations list-roots')[0], organizations[0]].find((one) => one !== undefined)?.unit ?? ''
  if (draft.id !== null) expectAll(draft, at, missing)
  if (isTreeRead && lists.length > 0) noteDisagreement(datasets, draft)
  return {
    id: draft.id,
    management: draft.management,
    members: draft.members,
    isListWhole: isListWhole && lists.length > 0,
    enabled: draft.enabled,
    chainOf: (account) => chainIn(draft.parents, account),
    unit: at,
  }
}

interface Draft {
  id: string | null
  management: string | null
  readonly members: Map<string, Member>
  /** By child; null for a root. */
  readonly parents: Map<string, string | null>
  readonly enabled: Set<string>
  readonly inTree: Set<string>
}

async function readDescription(datasets: AwsDatasets, draft: Draft): Promise<void> {
  for (const dataset of datasets.of('organizations describe-organization')) {
    const answer = await answerOf(dataset)
    if (answer.kind !== 'read') continue
    const parsed = organization.safeParse(answer.bodies[0]?.json)
    if (!parsed.success) {
      dataset.reader.gap({ code: 'record-malformed', record: null, reason: 'no organization stands in the answer' })
      continue
    }
    const { Id, MasterAccountId, ManagementAccountId } = parsed.data.Organization
    draft.id ??= Id
    draft.management ??= MasterAccountId ?? ManagementAccountId ?? null
  }
}

async function readTree(datasets: AwsDatasets, draft: Draft): Promise<boolean> {
  const roots = datasets.of('organizations list-roots')
  await readEach(roots, async (dataset) =>
    eachRecord(dataset, root, ({ Id, Arn, PolicyTypes }) => {
      noteArn(draft, Arn)
      draft.parents.set(Id, null)
      for (const { Type, Status } of PolicyTypes) if (Status === 'ENABLED') draft.enabled.add(Type)
    }),
  )
  const isTreeRead = draft.parents.size > 0
  await readEach(datasets.of('organizations list-organizational-units-for-parent'), async (dataset) =>
    eachRecord(dataset, unit, ({ Id }) => void draft.parents.set(Id, dataset.arguments[0] ?? '')),
  )
  await readEach(datasets.of('organizations list-accounts-for-parent'), async (dataset) =>
    eachRecord(dataset, member, ({ Id, Arn }) => {
      noteArn(draft, Arn)
      draft.parents.set(Id, dataset.arguments[0] ?? '')
      draft.inTree.add(Id)
    }),
  )
  return isTreeRead
}

async function readEach(datasets: readonly AwsDataset[], read: (dataset: AwsDataset) => Promise<ReadList>): Promise<boolean> {
  let whole = true
  for (const dataset of datasets) whole = (await read(dataset)).isWhole && isWhole(dataset) && whole
  return whole
}

/** `arn:aws:organizations::<management account>:account/o-…/<account>`. */
function noteArn(draft: Draft, arn: string | null | undefined): void {
  const parts = partsOfArn(arn ?? '')
  if (parts === null || parts.service !== 'organizations') return
  draft.management ??= parts.account === '' ? null : parts.account
  draft.id ??= parts.rest.split('/')[1] ?? null
}

function expectAll(draft: Draft, at: string, missing: Missing): void {
  const expect = (name: Parameters<Missing['expect']>[1]['name'], given: readonly string[]): boolean =>
    missing.expect(at, { region: GLOBAL, name, arguments: given })
  expect('organizations describe-organization', [])
  expect('organizations list-accounts', [])
  expect('organizations list-roots', [])
  for (const id of draft.parents.keys()) {
    if (draft.inTree.has(id)) continue
    expect('organizations list-organizational-units-for-parent', [id])
    expect('organizations list-accounts-for-parent', [id])
  }
}

/** A night on which an account moved, or a page that was lost: nobody can tell which of the two lists is right. */
function noteDisagreement(datasets: AwsDatasets, { members, inTree }: Draft): void {
  const note = (dataset: AwsDataset | undefined, accounts: readonly string[], where: string): void => {
    if (accounts.length === 0) return
    const reason = `${sortedBy(accounts, (one) => one).join(', ')} ${where}`
    dataset?.reader.gap({ code: 'dataset-incomplete', record: null, reason, cure: 'collect again' })
  }
  const [list] = datasets.of('organizations list-accounts')
  const [roots] = datasets.of('organizations list-roots')
  note(list, [...inTree].filter((account) => !members.has(account)), 'in the tree of the organization, and not in the list of its accounts') // prettier-ignore
  note(roots, [...members.keys()].filter((account) => !inTree.has(account)), 'in the list of accounts, and not in the tree of the organization') // prettier-ignore
}

function chainIn(parents: ReadonlyMap<string, string | null>, account: string): readonly string[] | null {
  const chain: string[] = []
  for (let at: string | null | undefined = account; at !== null; at = parents.get(at)) {
    if (at === undefined || chain.includes(at)) return null
    chain.unshift(at)
  }
  return chain
}

/** `o-…/r-…/ou-…/`, as conditions write it. */
export function pathOf({ id, chainOf }: Organization, account: string): IamAccountFact['path'] {
  const chain = chainOf(account)
  return id === null || chain === null ? null : `${[id, ...chain.slice(0, -1)].join('/')}/`
}
