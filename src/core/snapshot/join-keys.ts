import type { Account } from '../model/account.ts'
import type { JoinKey } from '../model/joins.ts'
import { parsePersonReference } from '../model/person-reference.ts'
import { type PersonDraft, type PersonIndex, foldKey, matching, merged } from './person-draft.ts'

/** The people whom one value of one declared key may mean. */
export function candidates(index: PersonIndex, { equals }: JoinKey, value: string): readonly PersonDraft[] {
  switch (equals) {
    case 'employee-number':
      return index.byEmployee.of(value.trim())
    case 'upn':
    case 'eppn':
      return index.byLogin.of(foldKey(value))
    case 'mail':
      return merged(index.byMail.of(foldKey(value)), index.byLogin.of(foldKey(value)))
    case 'as-written':
      return matching(index, value)
  }
}

/** The account's employee number by a key that the institution issues, or null; a register may write it as `id:<number>`. */
export function employeeNumberOf(account: Account, keys: readonly JoinKey[]): string | null {
  for (const { equals, attribute, writtenBy } of keys) {
    if (writtenBy === 'holder') continue
    const value = account.attributes[attribute]?.[0]?.trim()
    if (value === undefined || value === '') continue
    if (equals === 'employee-number') return value
    const reference = equals === 'as-written' ? parsePersonReference(value) : null
    if (reference?.kind === 'employee') return reference.number
  }
  return null
}

/** How many accounts carry each value of each key that can be given again: two carriers make it worthless for both. */
export class Carriers {
  readonly #counts = new Map<string, Map<string, number>>()

  constructor(accounts: readonly Account[], keysOfSource: ReadonlyMap<string, readonly JoinKey[]>) {
    for (const account of accounts) {
      for (const key of keysOfSource.get(account.source) ?? []) {
        if (key.reassigned === 'never' || key.writtenBy === 'holder') continue
        const values = account.attributes[key.attribute] ?? []
        for (const value of values.length < 2 ? values : new Set(values)) this.#add(key, value)
      }
    }
  }

  /** Values that differ by case only are one. */
  of({ name }: JoinKey, value: string): number {
    return this.#counts.get(name)?.get(foldKey(value)) ?? 0
  }

  #add({ name }: JoinKey, value: string): void {
    const counts = this.#counts.get(name) ?? new Map<string, number>()
    if (counts.size === 0) this.#counts.set(name, counts)
    const folded = foldKey(value)
    counts.set(folded, (counts.get(folded) ?? 0) + 1)
  }
}
