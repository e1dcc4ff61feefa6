import { dayIn } from '../base/instant.ts'
import type { Account } from '../model/account.ts'
import { type AccountHandle, accountHandle } from '../model/handle.ts'
import type { JoinKey, JoinOverrule } from '../model/joins.ts'
import type { DoubtfulJoin, Person } from '../model/person.ts'
import { parsePersonReference } from '../model/person-reference.ts'
import type { Found } from '../model/snapshot.ts'
import { compareText, sortedBy } from '../base/order.ts'
import { type PersonDraft, emptyDraft, finished, foldKey, matching, subjectKey } from './person-draft.ts'
import { finishedOf, foundAmong, labelOf } from './finished-people.ts'
import { Carriers, candidates, employeeNumberOf } from './join-keys.ts'
import { addLogin, addMail, registerPeople, type PeopleRows } from './register-people.ts'
import type { Gap } from '../model/coverage.ts'

export interface JoinedPeople {
  /** Sorted by key. */
  readonly people: readonly Person[]
  /** Position in `people`, by account handle. */
  readonly personOfAccount: Uint32Array
  readonly doubtful: readonly DoubtfulJoin[]
  readonly gaps: readonly Gap[]
  find(reference: string): Found<Person>
}

interface Doubt {
  readonly draft: PersonDraft
  readonly key: Pick<JoinKey, 'name' | 'writtenBy'>
  readonly value: string
  readonly says: string
}

/** What stands for a key where a system says which account a copy was made of. */
const ORIGINAL: Doubt['key'] = { name: 'original', writtenBy: 'institution' }

/**
 * Joins accounts to the people of the registers by declared keys, never by name.
 *
 * A join is trusted if the institution issues the key and nothing speaks against it. A key that its holder can write, that was
 * given to somebody else before, that two accounts carry, or that a stronger key contradicts, gives a `DoubtfulJoin`: it is
 * reported and never covers an access, since otherwise a stranger inherits a colleague's entitlement. An account that no key
 * joins is its original's, if it is a copy that a system made of another account, else a person of its own. O(accounts × keys of their
 * source).
 */
export function joinPeople(
  accounts: readonly Account[],
  rows: PeopleRows,
  keys: readonly JoinKey[],
  {
    overrules,
    originals,
  }: {
    readonly overrules: ReadonlyMap<AccountHandle, JoinOverrule>
    /** Copies of accounts by their original. */
    readonly originals: ReadonlyMap<AccountHandle, AccountHandle>
  },
): JoinedPeople {
  const { drafts, index, gaps } = registerPeople(rows)
  const keysOfSource = Map.groupBy(keys, ({ source }) => source)
  const carriers = new Carriers(accounts, keysOfSource)
  const owner: PersonDraft[] = []
  const doubts: { readonly account: AccountHandle; readonly doubt: Doubt }[] = []
  const doubtedAccounts = new Set<AccountHandle>()
  const unjoined: AccountHandle[] = []

  accounts.forEach((account, position) => {
    const handle = accountHandle(position)
    const overrule = overrules.get(handle)
    if (overrule !== undefined) return overruled(handle, overrule)
    const { join, doubts: doubtsHere } = decide(account, keysOfSource.get(account.source) ?? [])
    for (const doubt of doubtsHere) doubts.push({ account: handle, doubt })
    // What its holder wrote must not change the key by which the account is known from night to night.
    if (doubtsHere.some(({ key }) => key.writtenBy === 'institution')) doubtedAccounts.add(handle)
    if (join === null) return void unjoined.push(handle)
    attach(handle, join.draft, join.key.name, join.value)
  })
  // Only now do logins of joined accounts become names of their people: what one account says must not join the next one.
  const joined = accounts.flatMap((_, position) => (owner[position] === undefined ? [] : [accountHandle(position)]))
  for (const handle of joined) nameByAccount(handle)
  for (const handle of unjoined) if (!originals.has(handle)) standAlone(handle)
  for (const handle of unjoined) if (owner[handle] === undefined) standBesideOriginal(handle)
  for (const [handle, original] of originals) noteOtherOriginal(handle, original)

  for (const draft of drafts) draft.label = labelOf(draft, accounts)
  const keyed = drafts.map((draft) => ({ draft, key: subjectKey(draft) }))
  keyed.sort((a, b) => compareText(a.key, b.key))
  const finishedPeople = keyed.map(({ draft, key }, position) => {
    draft.position = position
    return finished(draft, key)
  })
  // From here on only finished people are kept: drafts would double the memory of a large institution.
  const finishedIndex = finishedOf(index, ({ position }) => finishedPeople[position])
  return {
    people: finishedPeople,
    personOfAccount: Uint32Array.from(accounts, (_, position) => ownerOf(position).position),
    doubtful: sortedBy(
      doubts.map(({ account, doubt }) => ({
        account,
        by: doubt.key.name,
        value: doubt.value,
        person: subjectKey(doubt.draft),
        doubt: doubt.says,
      })),
      (join) => [join.account, join.by, join.person],
    ),
    gaps,
    find: (reference) => foundAmong(matching(finishedIndex, reference)),
  }

  function ownerOf(position: number): PersonDraft {
    const draft = owner[position]
    if (draft === undefined) throw new Error(`account ${position} belongs to nobody`)
    return draft
  }

  function attach(handle: AccountHandle, draft: PersonDraft, by: string, value: string): void {
    owner[handle] = draft
    draft.joins.push({ account: handle, by, value })
  }

  function overruled(handle: AccountHandle, { person }: JoinOverrule): void {
    if (person === null) return void unjoined.push(handle)
    const hits = matching(index, person)
    const [hit] = hits
    if (hit !== undefined && hits.length === 1) return attach(handle, hit, 'overruled', person)
    const draft = emptyDraft(false)
    drafts.push(draft)
    const parsed = parsePersonReference(person)
    if (parsed?.kind === 'employee') {
      draft.employeeNumber = parsed.number
      index.byEmployee.add(parsed.number, draft)
    } else draft.accountKey = accountKey(accounts[handle])
    attach(handle, draft, 'overruled', person)
  }

  function decide(
    account: Account,
    accountKeys: readonly JoinKey[],
  ): {
    readonly join: Pick<Doubt, 'draft' | 'key' | 'value'> | null
    readonly doubts: readonly Doubt[]
  } {
    const strong: Doubt[] = []
    const login: Doubt[] = []
    const weak: Doubt[] = []
    for (const key of accountKeys) {
      for (const value of account.attributes[key.attribute] ?? []) {
        for (const draft of candidates(index, key, value)) {
          const hit: Doubt = { draft, key, value, says: '' }
          if (key.writtenBy === 'holder') weak.push({ ...hit, says: 'its holder can write this key' })
          else if (key.reassigned === 'never' || isEmployeeNumber(key, value)) strong.push(hit)
          else login.push({ ...hit, says: reuseDoubt(account, key, value, draft) })
        }
      }
    }
    const strongPeople = new Set(strong.map(({ draft }) => draft))
    if (strongPeople.size > 1)
      return { join: null, doubts: strong.map((hit) => ({ ...hit, says: 'its employee numbers name two people' })) }
    const chosen = strong[0] ?? trustedLogin(login)
    const others = [...login, ...weak].filter(({ draft }) => draft !== chosen?.draft)
    return {
      join: chosen ?? null,
      doubts: others.map((hit) => (hit.says === '' ? { ...hit, says: contradiction(chosen, login) } : hit)),
    }
  }

  function trustedLogin(hits: readonly Doubt[]): Doubt | undefined {
    const clean = hits.filter(({ says }) => says === '')
    return new Set(hits.map(({ draft }) => draft)).size === 1 ? clean[0] : undefined
  }

  function reuseDoubt(account: Account, key: JoinKey, value: string, draft: PersonDraft): string {
    const number = employeeNumberOf(account, keysOfSource.get(account.source) ?? [])
    if (number !== null && draft.employeeNumber !== null && number !== draft.employeeNumber) {
      return `the account carries employee number \`${number}\`, the register \`${draft.employeeNumber}\``
    }
    if (carriers.of(key, value) > 1) return 'two accounts carry this key'
    if (account.createdAt !== null && endedBefore(draft, dayIn('UTC', account.createdAt))) {
      return 'the account was made after this person had left: the name was given to somebody else'
    }
    if (account.createdAt === null && hasLeft(draft)) {
      return 'this person has left, and nothing says that the account is older than that: the name may be somebody else’s by now'
    }
    return ''
  }

  function nameByAccount(handle: AccountHandle): void {
    const account = accounts[handle]
    const draft = ownerOf(handle)
    if (account === undefined) return
    for (const key of keysOfSource.get(account.source) ?? []) {
      if (key.writtenBy === 'holder') continue
      for (const value of account.attributes[key.attribute] ?? []) {
        if (key.equals === 'upn' || key.equals === 'eppn') addLogin(index, draft, value)
        else if (key.equals === 'mail') addMail(index, draft, value)
      }
    }
  }

  /** Which system made it of which account is the institution's own record, and the strongest there is where no key says more. */
  function standBesideOriginal(handle: AccountHandle): void {
    const original = originals.get(handle)
    const draft = owner[original ?? -1]
    if (original === undefined || draft === undefined || doubtedAccounts.has(handle) || overrules.has(handle)) return standAlone(handle)
    attach(handle, draft, ORIGINAL.name, labelOfAccount(original))
    // The copy's own names mean the same person, whether the original was read or not.
    const account = accounts[handle]
    if (account === undefined) return
    for (const { value } of unclaimed(handle, ownLogins(account, keysOfSource.get(account.source) ?? []))) addLogin(index, draft, value)
  }

  /** Its own key leads to one person, and what it was made of is another's: reported, and nobody's entitlement. */
  function noteOtherOriginal(handle: AccountHandle, original: AccountHandle): void {
    const draft = owner[original]
    if (draft === undefined || !draft.registered || draft === owner[handle] || overrules.has(handle)) return
    const says = 'the account that it is a copy of belongs to this person'
    doubts.push({ account: handle, doubt: { draft, key: ORIGINAL, value: labelOfAccount(original), says } })
  }

  function labelOfAccount(handle: AccountHandle): string {
    return accounts[handle]?.label ?? ''
  }

  function standAlone(handle: AccountHandle): void {
    const account = accounts[handle]
    if (account === undefined) return
    // Whom nobody could be told for, and whom a person said to be nobody known, must not bear a colleague's keys.
    const keyless = doubtedAccounts.has(handle) || overrules.has(handle)
    const sourceKeys = keysOfSource.get(account.source) ?? []
    const number = keyless ? null : employeeNumberOf(account, sourceKeys)
    const logins = keyless ? [] : unclaimed(handle, ownLogins(account, sourceKeys))
    const twin = twinOf(number, logins)
    if (twin !== null) return attach(handle, twin.draft, twin.by, twin.value)
    const draft = emptyDraft(false)
    drafts.push(draft)
    if (number !== null) {
      draft.employeeNumber = number
      index.byEmployee.add(number, draft)
    } else if (logins.length === 0) draft.accountKey = accountKey(account)
    for (const { value } of logins) addLogin(index, draft, value)
    attach(handle, draft, 'itself', account.label)
  }

  /** The logins that no registered person bears by another account; each that one does is a doubt: no register says that it is theirs. */
  function unclaimed(
    handle: AccountHandle,
    logins: readonly { readonly key: JoinKey; readonly value: string }[],
  ): readonly { readonly key: JoinKey; readonly value: string }[] {
    return logins.filter(({ key, value }) => {
      const bearers = index.byLogin.of(foldKey(value)).filter(({ registered }) => registered)
      for (const draft of bearers)
        doubts.push({
          account: handle,
          doubt: { draft, key, value, says: 'another account of this person bears the name, and no register states it' },
        })
      return bearers.length === 0
    })
  }

  /** Another account that no register knows, with the same trusted key: the same unknown human. */
  function twinOf(
    number: string | null,
    logins: readonly { readonly key: JoinKey; readonly value: string }[],
  ): { readonly draft: PersonDraft; readonly by: string; readonly value: string } | null {
    const byNumber = number === null ? undefined : index.byEmployee.of(number)[0]
    if (number !== null && byNumber !== undefined && !byNumber.registered) return { draft: byNumber, by: 'employee-number', value: number }
    for (const { key, value } of logins) {
      const hits = index.byLogin.of(foldKey(value)).filter(({ registered }) => !registered)
      if (hits.length === 1 && hits[0] !== undefined) return { draft: hits[0], by: key.name, value }
    }
    return null
  }

  function ownLogins(account: Account, sourceKeys: readonly JoinKey[]): { readonly key: JoinKey; readonly value: string }[] {
    return sourceKeys
      .filter(({ writtenBy, equals }) => writtenBy === 'institution' && (equals === 'upn' || equals === 'eppn' || equals === 'as-written'))
      .flatMap((key) => (account.attributes[key.attribute] ?? []).map((value) => ({ key, value })))
      .filter(({ key, value }) => value.trim() !== '' && !value.startsWith('id:') && carriers.of(key, value) === 1)
  }
}

/** A register that names people as a policy does may write the number, which is given once, whatever is said of its other values. */
function isEmployeeNumber({ equals }: JoinKey, value: string): boolean {
  return equals === 'as-written' && parsePersonReference(value)?.kind === 'employee'
}

/** Had every row about this person ended before `day`? Unknown ends count as not ended: then EXP-02 speaks, not a doubt. */
function endedBefore(draft: PersonDraft, day: string): boolean {
  const rows = [...draft.hr, ...draft.visits, ...draft.partnerships]
  return rows.length > 0 && rows.every(({ until }) => until !== null && until < day)
}

function hasLeft({ hr, visits, partnerships }: PersonDraft): boolean {
  return hr.length > 0 && visits.length === 0 && partnerships.length === 0 && hr.every(({ status }) => status === 'left')
}

function contradiction(chosen: Doubt | undefined, login: readonly Doubt[]): string {
  if (chosen !== undefined) return `\`${chosen.key.name}\` names somebody else`
  return new Set(login.map(({ draft }) => draft)).size > 1 ? 'two people claim this account' : 'a stronger key is missing'
}

function accountKey(account: Account | undefined): string {
  if (account === undefined) throw new Error('no such account')
  return `${account.source}/${account.id}`
}
