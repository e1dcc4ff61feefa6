import type { AccountHandle } from '../model/handle.ts'
import type { Person } from '../model/person.ts'
import type { Comparison } from './comparison.ts'
import { mayWork } from './holder.ts'
import type { Standing } from './standing.ts'

/**
 * Gives a part that failed because the affiliation ended to ACC-01 wherever EXP-02 will not speak: it tells of accounts that still
 * work, and only where staff and visitors were read completely.
 *
 * INVARIANT: an access that counts as excess has a finding. `accounts` are those that reach the resource.
 */
export function withRuleForLeavers(standing: Standing, person: Person, accounts: readonly AccountHandle[], context: Comparison): Standing {
  if (standing.kind !== 'failing' || isToldAsLeaver(person, accounts, context)) return standing
  return { ...standing, failing: standing.failing.map((part) => (part.rule === 'EXP-02' ? { ...part, rule: 'ACC-01' } : part)) }
}

function isToldAsLeaver(person: Person, accounts: readonly AccountHandle[], context: Comparison): boolean {
  const works = accounts.some((account) => mayWork(context.snapshot.accounts[account]?.state ?? 'unknown'))
  return works && (['hr', 'visitors'] as const).every((name) => context.register(name, person).kind === 'complete')
}
