import { distinctTexts } from '../../core/base/order.ts'
import type { Recency } from '../../core/model/account.ts'
import { outsiderId } from '../../core/model/iam.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { AwsFacts } from './aws-facts.ts'
import { accountFact } from './read-account-fact.ts'
import { isAccountNumber } from './read-arn.ts'
import { type AwsDatasets, provenanceIn } from './read-datasets.ts'
import type { GuardrailsOf } from './read-guardrails.ts'
import type { Missing } from './read-missing.ts'
import { type Organization, pathOf } from './read-organization.ts'

interface Guardrails {
  readonly scp: GuardrailsOf
  readonly rcp: GuardrailsOf
}

/**
 * States the accounts of the organization and those that were read on their own, each with its root user; one whose identities should have
 * been read and were not asked for goes to `missing`.
 */
export function addAccounts(
  datasets: AwsDatasets,
  organization: Organization,
  { scp, rcp }: Guardrails,
  recency: ReadonlyMap<string, Recency>,
  { facts, missing }: { readonly facts: AwsFacts; readonly missing: Missing },
): void {
  const asked = askedOnTheirOwn(datasets)
  const found = new Map<string, Provenance>([...organization.members].map(([account, { provenance }]) => [account, provenance]))
  for (const [account, provenance] of asked) if (!found.has(account)) found.set(account, provenance)
  for (const account of distinctTexts(found.keys())) {
    const provenance = found.get(account)!
    const member = organization.members.get(account)
    const label = member?.name ?? account
    const isIn = member !== undefined || isPerhapsIn(organization)
    facts.iam({
      kind: 'account',
      source: provenance.source,
      provenance,
      account,
      label,
      isManagement: account === organization.management,
      organization: isIn ? organization.id : null,
      path: pathOf(organization, account),
      scp: scp(account),
      rcp: rcp(account),
    })
    const id = outsiderId.root(account)
    const told = { id, label: `root user of ${label}`, isWorkload: false, state: 'enabled', attributes: { rootof: [account] } } as const
    facts.account(accountFact({ ...told, recency: recency.get(id) ?? 'unknown' }, [], provenance))
    if (asked.has(account) || member?.status === 'ACTIVE')
      missing.expectOf(account, { region: 'global', name: 'iam get-account-authorization-details', arguments: [] })
  }
  if (found.size === 0) missing.expectOf('', { region: 'global', name: 'iam get-account-authorization-details', arguments: [] })
}

/** A list with holes may have left out any account: that it is in none must be known, or a condition on the organization would keep it out. */
function isPerhapsIn({ id, isListWhole }: Organization): boolean {
  return id !== null && !isListWhole
}

/** Accounts of which anything was asked that is not asked once for the whole organization, each with the first place where it was. */
function askedOnTheirOwn(datasets: AwsDatasets): ReadonlyMap<string, Provenance> {
  const found = new Map<string, Provenance>()
  for (const dataset of datasets.all) {
    const { unit, name, reader } = dataset
    const isOwn = !/^(?:organizations|sso-admin|identitystore) /u.test(name)
    if (isOwn && isAccountNumber(unit) && !found.has(unit))
      found.set(unit, provenanceIn(dataset, reader.pages[0]?.path ?? `${unit}/`, unit))
  }
  return found
}
