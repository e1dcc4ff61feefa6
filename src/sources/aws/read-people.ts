import { caseIgnored } from '../../core/base/distinguished-name.ts'
import { sortedBy } from '../../core/base/order.ts'
import type { Account } from '../../core/model/account.ts'
import type { GroupFact, Name } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { AwsFacts } from './aws-facts.ts'
import { accountFact } from './read-account-fact.ts'
import { eachRecord } from './read-answers.ts'
import type { CallName } from './calls.ts'
import { type AwsDatasets, provenanceIn } from './read-datasets.ts'
import { type CenterUser, centerGroup, centerMembership, centerUser } from './wire-organization.ts'

interface Into {
  readonly datasets: AwsDatasets
  readonly facts: AwsFacts
  readonly kept: ReadonlySet<string> | null
  readonly expect: (name: CallName, given: readonly string[]) => boolean
}

/**
 * States the people and groups of one identity store and who is in which group; resolves to the names of the people. Of a group with an
 * assignment whose members were not asked for, a gap on the group.
 */
export async function addPeople(
  store: string,
  assigned: ReadonlySet<string>,
  { datasets, facts, kept, expect }: Into,
): Promise<readonly string[]> {
  const names: string[] = []
  const seen = new Set<string>()
  expect('identitystore list-users', [store])
  for (const dataset of datasets.with('identitystore list-users', [store]))
    await eachRecord(
      dataset,
      centerUser,
      (user, file) => {
        if (seen.has(user.UserId)) return
        seen.add(user.UserId)
        if (typeof user.UserName === 'string') names.push(user.UserName)
        facts.account(userFact(user, kept, provenanceIn(dataset, file, user.UserId)))
      },
      idIn('UserId'),
    )
  expect('identitystore list-groups', [store])
  for (const dataset of datasets.with('identitystore list-groups', [store]))
    await eachRecord(
      dataset,
      centerGroup,
      ({ GroupId, DisplayName }, file) => {
        if (seen.has(GroupId)) return
        seen.add(GroupId)
        facts.group(groupFact(GroupId, DisplayName ?? GroupId, provenanceIn(dataset, file, GroupId)))
      },
      idIn('GroupId'),
    )
  await addMemberships(store, { datasets, facts })
  const [groups] = datasets.with('identitystore list-groups', [store])
  for (const group of sortedBy(assigned, (one) => one)) {
    if (datasets.with('identitystore list-group-memberships', [store, group]).length > 0) continue
    const reason = 'it may use a permission set, and its members were not asked for'
    const cure = 'allow the reader `identitystore:ListGroupMemberships`, and collect again'
    groups?.reader.gap({ code: 'dataset-missing', record: group, reason, cure })
  }
  return names
}

async function addMemberships(store: string, { datasets, facts }: Pick<Into, 'datasets' | 'facts'>): Promise<void> {
  for (const dataset of datasets.of('identitystore list-group-memberships')) {
    const [of, group = ''] = dataset.arguments
    if (of !== store) continue
    const byFile = new Map<string, Name[]>()
    await eachRecord(dataset, centerMembership, ({ MemberId }, file) => {
      const members = byFile.get(file) ?? []
      byFile.set(file, members)
      members.push(`id:${MemberId.UserId}`)
    })
    for (const [file, members] of byFile) {
      const provenance = provenanceIn(dataset, file, group)
      facts.membership({ source: provenance.source, group: `id:${group}`, members, kind: 'member', provenance })
    }
  }
}

function userFact(user: CenterUser, kept: ReadonlySet<string> | null, provenance: Provenance): ReturnType<typeof accountFact> {
  const { UserId, UserName, DisplayName, UserStatus, Emails, ExternalIds } = user
  const told: readonly (readonly [string, readonly string[]])[] = [
    ['username', textsIn([UserName])],
    ['email', textsIn(Emails.map(({ Value }) => Value))],
    ['externalid', textsIn(ExternalIds.map(({ Id }) => Id))],
  ]
  const attributes = Object.fromEntries(told.filter(([name, values]) => values.length > 0 && (kept === null || kept.has(name))))
  const names: readonly Name[] = typeof UserName === 'string' && UserName !== '' ? [`name:${caseIgnored(UserName)}`] : []
  return accountFact(
    {
      id: UserId,
      label: UserName ?? UserId,
      displayName: DisplayName ?? null,
      isWorkload: false,
      state: stateOf(UserStatus),
      attributes,
    },
    names,
    provenance,
  )
}

/** Older answers do not say. */
function stateOf(status: CenterUser['UserStatus']): Account['state'] {
  return status === 'ENABLED' ? 'enabled' : status === 'DISABLED' ? 'disabled' : 'unknown'
}

function groupFact(id: string, label: string, provenance: Provenance): GroupFact {
  return {
    group: {
      source: provenance.source,
      id,
      weakKey: false,
      label,
      path: label,
      grantsAccess: true,
      breadth: { kind: 'named' },
      provenance,
    },
    names: [`id:${id}`, `name:${caseIgnored(label)}`],
  }
}

function textsIn(values: readonly (string | null | undefined)[]): readonly string[] {
  return values.filter((value): value is string => typeof value === 'string' && value !== '')
}

function idIn(key: string): (record: unknown) => string | null {
  return (record) => {
    const id: unknown = typeof record === 'object' && record !== null ? Object.entries(record).find(([name]) => name === key)?.[1] : null
    return typeof id === 'string' && id !== '' ? id : null
  }
}
