import { caseIgnored } from '../../core/base/distinguished-name.ts'
import { sortedBy } from '../../core/base/order.ts'
import type { AwsFacts } from './aws-facts.ts'
import { answerOf, eachRecord } from './read-answers.ts'
import type { CallName } from './calls.ts'
import { type AwsDataset, type AwsDatasets, provenanceIn } from './read-datasets.ts'
import type { Missing } from './read-missing.ts'
import { addPeople } from './read-people.ts'
import { assignment, instance, permissionSet } from './wire-organization.ts'
import { plainText } from './wire-resources.ts'

/** What identities of the accounts must know of Identity Center. */
export interface IdentityCenter {
  /** Names that people bear, case ignored. */
  readonly names: ReadonlySet<string>
  /** Is it told who may use the permission set in the account? */
  tells(account: string, permissionSet: string): boolean
  /** Does any dataset say whether there is an Identity Center? */
  readonly isAsked: boolean
}

interface Instance {
  readonly arn: string
  readonly store: string
  readonly dataset: AwsDataset
}

interface Into {
  readonly datasets: AwsDatasets
  readonly facts: AwsFacts
  readonly missing: Missing
  readonly kept: ReadonlySet<string> | null
}

/** States who may use which permission set in which account, and the people and groups of Identity Center. */
export async function readIdentityCenter(into: Into): Promise<IdentityCenter> {
  const { datasets } = into
  const instances = new Map<string, Instance>()
  for (const dataset of datasets.of('sso-admin list-instances'))
    await eachRecord(dataset, instance, ({ InstanceArn, IdentityStoreId }) => {
      if (!instances.has(InstanceArn)) instances.set(InstanceArn, { arn: InstanceArn, store: IdentityStoreId, dataset })
    })
  const told = new Set<string>()
  const names = new Set<string>()
  const stores = new Set<string>()
  for (const one of sortedBy(instances.values(), ({ arn }) => arn)) {
    const assigned = await readAssignments(one, into, told)
    if (stores.has(one.store)) continue
    stores.add(one.store)
    const expect = expecting(one, into)
    const userNames = await addPeople(one.store, assigned, { ...into, expect })
    for (const name of userNames) names.add(caseIgnored(name))
  }
  return {
    names,
    tells: (account, set) => told.has(`${account} ${set}`),
    isAsked: datasets.of('sso-admin list-instances').length > 0,
  }
}

/** Expects a call where the instance is. */
function expecting({ dataset: { unit, region } }: Instance, { missing }: Into): (name: CallName, given: readonly string[]) => boolean {
  return (name, given) => missing.expect(unit, { region, name, arguments: given })
}

/** Groups that have an assignment. */
async function readAssignments(at: Instance, into: Into, told: Set<string>): Promise<ReadonlySet<string>> {
  const { datasets, facts } = into
  const expect = expecting(at, into)
  const groups = new Set<string>()
  const seen = new Set<string>()
  expect('sso-admin list-permission-sets', [at.arn])
  for (const set of await textsOf(datasets.with('sso-admin list-permission-sets', [at.arn]))) {
    expect('sso-admin describe-permission-set', [at.arn, set])
    expect('sso-admin list-accounts-for-provisioned-permission-set', [at.arn, set])
    const name = await nameOf(datasets.with('sso-admin describe-permission-set', [at.arn, set]))
    const accounts = await textsOf(datasets.with('sso-admin list-accounts-for-provisioned-permission-set', [at.arn, set]))
    for (const account of accounts) {
      expect('sso-admin list-account-assignments', [at.arn, account, set])
      for (const dataset of datasets.with('sso-admin list-account-assignments', [at.arn, account, set])) {
        const list = await eachRecord(dataset, assignment, ({ PrincipalType, PrincipalId }, file) => {
          if (PrincipalType === 'GROUP') groups.add(PrincipalId)
          const key = `${account} ${set} ${PrincipalId}`
          if (name === null || seen.has(key)) return
          seen.add(key)
          const provenance = provenanceIn(dataset, file, `${PrincipalId} ${name}`)
          facts.iam({
            kind: 'assignment',
            source: provenance.source,
            provenance,
            principal: `id:${PrincipalId}`,
            account,
            permissionSet: name,
          })
        })
        if (list.isAnswered && name !== null) told.add(`${account} ${name}`)
        if (list.isAnswered && name === null) noteNameless(dataset, set)
      }
    }
  }
  return groups
}

function noteNameless({ reader }: AwsDataset, set: string): void {
  const reason = `what the permission set \`${set}\` is called was not read: its role cannot be told`
  reader.gap({ code: 'reference-dangling', record: null, reason, cure: 'allow the reader `sso:DescribePermissionSet`, and collect again' })
}

async function nameOf(datasets: readonly AwsDataset[]): Promise<string | null> {
  for (const dataset of datasets) {
    const answer = await answerOf(dataset)
    const [body] = answer.kind === 'read' ? answer.bodies : []
    const parsed = permissionSet.safeParse(body?.json)
    if (parsed.success) return parsed.data.PermissionSet.Name
    if (body !== undefined)
      dataset.reader.gap({ code: 'record-malformed', record: null, reason: 'a permission set without a name', at: body.file })
  }
  return null
}

/** Distinct, sorted. */
async function textsOf(datasets: readonly AwsDataset[]): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const dataset of datasets) await eachRecord(dataset, plainText, (one) => void found.add(one))
  return sortedBy(found, (one) => one)
}
