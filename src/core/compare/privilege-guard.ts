import { SETTING_DATASETS } from '../model/setting-datasets.ts'
import type { Reach } from '../reach/answer.ts'
import type { Comparison } from './comparison.ts'
import { type Safeguard, isWithin } from './privilege-scope.ts'
import type { ComparedAccess } from './compared-project.ts'

/** Null safeguards: the source shows no settings, so that nothing can be said. */
export interface Guard {
  readonly safeguards: readonly Safeguard[] | null
}

/** How the access that a person holds by the account of its shortest path is guarded. */
export function guardOf(access: ComparedAccess, reach: Reach, context: Comparison): Guard {
  const { source } = access.resource.at
  const isShown = context.ledger.rows.some((row) => row.source === source && SETTING_DATASETS.has(row.dataset))
  if (!isShown) return { safeguards: null }
  return {
    safeguards: [
      activation(access, reach),
      isWithin(access, reach, context),
      strongMethod(access, context),
      demand(access, context),
      separateAccount(access, context),
    ],
  }
}

/** Is the access there only once it is activated for a time? */
function activation({ account, level, resource: { at } }: ComparedAccess, reach: Reach): Safeguard {
  const answer = reach.check(account, at.text, level)
  const verdict = answer.kind === 'answered' ? answer.value.kind : null
  if (verdict === 'allowed') return { name: 'activation', holds: 'no', says: 'it stands all the time, without being activated' }
  if (verdict === 'conditional') return { name: 'activation', holds: 'yes', says: 'it must be activated' }
  return { name: 'activation', holds: 'unknown', says: 'whether it must be activated is not known' }
}

/** Of somebody from outside the method may be registered at home, wherever a sign-in over there counts here. */
function strongMethod({ account }: ComparedAccess, { snapshot }: Comparison): Safeguard {
  const name = 'strong-sign-in'
  const { source, id, attributes, isWorkload } = snapshot.accounts[account]!
  if (isWorkload) return { name, holds: 'unknown', says: 'a program does not sign in as people do' }
  const registered = snapshot.settings.strongMethod(source, id)
  if (registered === true) return { name, holds: 'yes', says: 'a strong method is registered' }
  if (registered === null) return { name, holds: 'unknown', says: 'whether a strong method is registered is not known' }
  const isFromOutside = attributes['gatehouseguestclass'] !== undefined
  if (isFromOutside && snapshot.settings.trustsSignInAt(source, attributes['hometenant']?.[0] ?? null) !== false)
    return { name, holds: 'unknown', says: 'a strong method may be registered at home' }
  return { name, holds: 'no', says: 'no strong method is registered' }
}

function demand({ person, resource }: ComparedAccess, context: Comparison): Safeguard {
  const { strong } = context.signIn(person, resource)
  const holds = strong.kind === 'demanded' ? 'yes' : strong.kind === 'not-demanded' ? 'no' : 'unknown'
  return { name: 'strong-sign-in', holds, says: strong.says }
}

/** The only account of somebody whom a register knows is the one of every day. */
function separateAccount({ person, account }: ComparedAccess, { snapshot }: Comparison): Safeguard {
  const name = 'separate-account'
  const { source } = snapshot.accounts[account]!
  const there = person.joins.filter((join) => snapshot.accounts[join.account]?.source === source)
  if (person.registered && there.length === 1)
    return { name, holds: 'no', says: 'it is the only account of the person, and so the one of every day' }
  return { name, holds: 'unknown', says: 'whether the account is kept for this alone is not known' }
}
