import { dayInWords } from '../base/day-words.ts'
import type { AccountState } from '../model/account.ts'
import type { Credential } from '../model/credential.ts'
import type { AccountHandle } from '../model/handle.ts'
import { nameText } from '../model/name.ts'
import type { Person } from '../model/person.ts'
import type { Comparison } from './comparison.ts'
import { isWithoutEvidence } from './coverage-ledger.ts'
import { hiddenNames } from './hidden-names.ts'
import { mayWork } from './holder.ts'
import { credentialFacts } from './programs.ts'

/** Is there still somebody behind a credential that may work? */
export type Holding =
  | { readonly kind: 'held' }
  /** `says` begins with who is gone: `Noor Aziz left on 30 September 2026`. */
  | { readonly kind: 'orphaned'; readonly says: string }
  | { readonly kind: 'unknown'; readonly because: string }

export interface HeldCredential {
  readonly credential: Credential
  readonly holding: Holding
}

/**
 * Every credential that may work tonight, with whether its owner is still there; in the order of the snapshot. Of a program's those who own
 * the program answer for it. O(credentials × accounts of their owners).
 */
export function heldCredentials(context: Comparison): readonly HeldCredential[] {
  return context.snapshot.credentials.flatMap((credential) => {
    const hasEnded = credential.endsAt !== null && credential.endsAt <= context.now
    return credential.active === false || hasEnded ? [] : [{ credential, holding: holdingOf(credential, context) }]
  })
}

function holdingOf(credential: Credential, context: Comparison): Holding {
  const held = ownersOf(credential, context)
  // Whether it works is asked only where somebody is gone: of a colleague's key it makes no difference.
  if (held.kind !== 'orphaned' || credential.active === true) return held
  return { kind: 'unknown', because: `${held.says}, and whether the credential still works is not shown` }
}

function ownersOf(credential: Credential, context: Comparison): Holding {
  const { account, source, name } = credential
  const { snapshot } = context
  if (account === null) return ownerUnseen(source, nameText(name), context)
  const record = snapshot.accounts[account]
  if (record === undefined) throw new Error(`no account ${account}`)
  if (snapshot.settings.deletedAccount(source, record.id) !== null)
    return { kind: 'orphaned', says: `the account of ${record.label} was deleted` }
  if (!record.isWorkload) return stateOf(snapshot.personOf(account), credential, context)
  const programs = credentialFacts(context)
  const because = programs.unread(account)
  const owners = programs.programOf(account)?.owners ?? []
  if (owners.length === 0) return because === null ? { kind: 'held' } : { kind: 'unknown', because }
  const states = owners.map((owner) => stateOf(owner, credential, context))
  const present = states.find(({ kind }) => kind === 'held') ?? states.find(({ kind }) => kind === 'unknown')
  if (present !== undefined) return present
  if (because !== null) return { kind: 'unknown', because }
  return { kind: 'orphaned', says: states.flatMap((state) => (state.kind === 'orphaned' ? [state.says] : [])).join('; ') }
}

/** Gone is whom no record shows only where all records that could were read. */
function ownerUnseen(source: string, native: string, { ledger }: Comparison): Holding {
  const unread = ledger.rows.find((row) => row.source === source && row.state !== 'complete') ?? ledger.rows.find(isWithoutEvidence)
  if (unread === undefined) return { kind: 'orphaned', says: `the account \`${native}\` is there no more` }
  return { kind: 'unknown', because: `no record shows the account \`${native}\`, and \`${unread.source}\` was not read completely` }
}

/** By the registers, by the account itself, and by what else the person signs in with. */
function stateOf(person: Person, { account }: Credential, context: Comparison): Holding {
  const { snapshot } = context
  const affiliation = context.affiliation(person)
  if (affiliation.ended) {
    const doubt = context.affiliationDoubt(person)
    const on = affiliation.endedOn === null ? '' : ` on ${dayInWords(affiliation.endedOn)}`
    return doubt === null ? { kind: 'orphaned', says: `${person.label} left${on}` } : { kind: 'unknown', because: doubt }
  }
  const own = account === null ? undefined : snapshot.accounts[account]
  const isOwn = person.joins.some((join) => join.account === account)
  if (isOwn && own !== undefined && !mayWork(own.state)) return { kind: 'orphaned', says: `the account of ${person.label} is closed` }
  const others = person.joins.flatMap((join) => (join.account === account ? [] : loginStates(join.account, context)))
  if (others.length === 0 || others.some((state) => state !== 'unknown' && mayWork(state))) return { kind: 'held' }
  if (others.includes('unknown')) return { kind: 'unknown', because: `whether ${person.label} can still sign in is not known` }
  // A login that was not read may be open.
  const because = hiddenNames(context).people()
  if (because !== null) return { kind: 'unknown', because }
  return { kind: 'orphaned', says: `every ${isOwn ? 'other ' : ''}login of ${person.label} is closed` }
}

/** The state of a login; nothing where there is none: nobody signs in with a card, and a user of AWS cannot be closed. */
function loginStates(handle: AccountHandle, { snapshot }: Comparison): readonly AccountState[] {
  const account = snapshot.accounts[handle]
  if (account === undefined) return []
  const isCard = (snapshot.registers.datasets.get('doors') ?? []).some(({ source }) => source === account.source)
  const isUserOfAws = snapshot.iam.get(account.source)?.identities.has(account.id) === true
  return isCard || isUserOfAws ? [] : [account.state]
}
