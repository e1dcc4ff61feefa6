import { caseIgnored } from '../../core/base/distinguished-name.ts'
import { distinctTexts, sortedBy } from '../../core/base/order.ts'
import type { Account, Recency } from '../../core/model/account.ts'
import type { AccountFact, Name } from '../../core/model/fragment.ts'
import type { AwsFacts } from './aws-facts.ts'
import { accountFact, momentIn } from './read-account-fact.ts'
import { type AwsDataset, provenanceIn } from './read-datasets.ts'
import type { IdentityRecord } from './read-identities.ts'
import type { Policies } from './read-policies.ts'

export interface IdentitiesBeside {
  readonly policies: Policies
  /** By ARN. */
  readonly recency: ReadonlyMap<string, Recency>
  /** Names that somebody in Identity Center bears, case ignored. */
  readonly takenNames: ReadonlySet<string>
  /** Attributes that somebody asks for, in lower case; null = all. */
  readonly kept: ReadonlySet<string> | null
}

/**
 * States the identities of all accounts, once all policies are known. What an identity names and nobody describes is a gap: a policy that
 * hangs on it, a group it is in, or its boundary, which then does not bound it.
 */
export function addIdentities(records: readonly IdentityRecord[], beside: IdentitiesBeside, facts: AwsFacts): void {
  const groups = new Map(
    records.flatMap(({ what, account, name, arn }) => (what === 'group' ? [[`${account} ${name}`, arn] as const] : [])),
  )
  const undescribed = new Undescribed()
  const bearers = countedNames(records)
  for (const record of sortedBy(records, ({ arn }) => arn)) {
    const { dataset, file, what, arn, account, trust, serviceLinked, tags, inline, attached, boundaryArn } = record
    const provenance = provenanceIn(dataset, file, arn)
    const described = attached.filter((policy) => beside.policies.has(policy))
    for (const policy of attached) if (!beside.policies.has(policy)) undescribed.policy(dataset, policy)
    const boundary = boundaryArn !== null && beside.policies.has(boundaryArn) ? boundaryArn : null
    if (boundaryArn !== boundary) dangling(record, `its boundary \`${boundaryArn}\` was not read: it is taken for unbounded`)
    const found = record.groupNames.flatMap((name) => groups.get(`${account} ${name}`) ?? [])
    for (const name of record.groupNames)
      if (!groups.has(`${account} ${name}`)) dangling(record, `its group \`${name}\` is described nowhere`)
    facts.iam({
      kind: 'identity',
      source: provenance.source,
      provenance,
      what,
      arn,
      account,
      policies: distinctTexts([...described, ...inline]),
      groups: distinctTexts(found),
      boundary,
      trust,
      serviceLinked,
      tags,
    })
    if (what === 'user') facts.account(userFact(record, beside, bearers))
    if (what === 'role') facts.account(accountFact({ ...plainOf(record), isWorkload: true, attributes: {} }, [], provenance))
  }
  undescribed.note()
}

/** A user's own name is one only where nobody else bears it. */
function userFact(
  record: IdentityRecord,
  { recency, takenNames, kept }: IdentitiesBeside,
  bearers: ReadonlyMap<string, number>,
): AccountFact {
  const name = caseIgnored(record.name)
  const isUnique = bearers.get(name) === 1 && !takenNames.has(name)
  const names: readonly Name[] = isUnique ? [`name:${name}`] : []
  const told: readonly (readonly [string, string])[] = [
    ['username', record.name],
    ['arn', record.arn],
    ...Object.entries(record.tags).map(([key, value]) => [`tag/${key.toLowerCase()}`, value] as const),
  ]
  const attributes = Object.fromEntries(told.flatMap(([key, value]) => (kept === null || kept.has(key) ? [[key, [value]]] : [])))
  const plain = plainOf(record)
  const lastUse = recency.get(record.arn) ?? 'unknown'
  const isCounted = plain.createdAt !== null && plain.createdAt >= USE_KEPT_SINCE
  return accountFact(
    { ...plain, isWorkload: false, recency: lastUse === 'never' && !isCounted ? 'unknown' : lastUse, attributes },
    names,
    provenanceIn(record.dataset, record.file, record.arn),
  )
}

/** Passwords are watched since 2014-10-20, keys since 2015-04-22 ("Getting credential reports"): an older account may have been used before. */
const USE_KEPT_SINCE = '2015-04-22'

function plainOf({ arn, name, created }: IdentityRecord): Pick<Account, 'id' | 'label' | 'state' | 'createdAt'> {
  return { id: arn, label: name, state: 'enabled', createdAt: momentIn(created) }
}

function countedNames(records: readonly IdentityRecord[]): ReadonlyMap<string, number> {
  const bearers = new Map<string, number>()
  for (const { what, name } of records) if (what === 'user') bearers.set(caseIgnored(name), (bearers.get(caseIgnored(name)) ?? 0) + 1)
  return bearers
}

function dangling({ dataset, file, arn }: IdentityRecord, reason: string): void {
  const cure = 'allow the reader `iam:GetPolicy` and `iam:GetPolicyVersion`, and collect again'
  dataset.reader.gap({ code: 'reference-dangling', record: arn, reason, cure, at: file })
}

/** Policies that hang on somebody and stand nowhere: each once in a dataset, since many may hold it. */
class Undescribed {
  readonly #found = new Map<string, { readonly dataset: AwsDataset; readonly policy: string }>()

  policy(dataset: AwsDataset, policy: string): void {
    this.#found.set(`${dataset.unit} ${dataset.reader.dataset} ${policy}`, { dataset, policy })
  }

  note(): void {
    for (const { dataset, policy } of sortedBy(this.#found.values(), (one) => [one.dataset.unit, one.policy])) {
      const reason = `the policy \`${policy}\` is attached, and described nowhere`
      dataset.reader.gap({
        code: 'reference-dangling',
        record: null,
        reason,
        cure: 'collect the account again, with all pages and no filter',
      })
    }
  }
}
