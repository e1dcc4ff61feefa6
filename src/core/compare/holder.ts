import type { AccountState } from '../model/account.ts'
import type { HolderStep } from '../findings/severity.ts'
import type { Project } from '../model/declared-project.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { Person } from '../model/person.ts'
import { isInForce } from './condition/in-force.ts'
import { hostsOf } from './condition/host.ts'
import { type Comparison, isExternalFor } from './comparison.ts'

/** The holder's step of the severity table: an external has terms with an agreement or a visit in force, and a host. */
export function holderStep(person: Person, project: Project, context: Comparison): HolderStep {
  const affiliation = context.affiliation(person)
  const organisation = context.organisation(person)
  if (affiliation.matches.length === 0) return 'unknown'
  if (affiliation.kind === 'partner' && organisation.kind !== 'partner') return 'unknown'
  if (!isExternalFor(person, project, context)) return 'internal'
  const visit = person.visits.some((row) => isInForce(row, context.today))
  const agreement =
    organisation.kind === 'partner' &&
    organisation.partner.agreements.some((one) => one.type !== 'nda' && one.covers.includes(project.slug) && isInForce(one, context.today))
  return (visit || agreement) && hostsOf(person, context).length > 0 ? 'external-with-terms' : 'external-without-terms'
}

/** From the one that works best to the one that works least. */
const states: readonly AccountState[] = ['enabled', 'unknown', 'pending', 'locked', 'expired', 'disabled']

/** The state that lets most through among the accounts: one working login is enough. */
export function bestState(accounts: readonly AccountHandle[], { snapshot }: Comparison): AccountState {
  const held = new Set(accounts.map((account) => snapshot.accounts[account]?.state ?? 'unknown'))
  return states.find((state) => held.has(state)) ?? 'unknown'
}

/** May somebody still sign in? Only recorded evidence says no: an unknown state is not an end. */
export function mayWork(state: AccountState): boolean {
  return state !== 'disabled' && state !== 'expired'
}
