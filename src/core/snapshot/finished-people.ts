import type { Account } from '../model/account.ts'
import type { Person } from '../model/person.ts'
import type { Found } from '../model/snapshot.ts'
import { sortedBy } from '../base/order.ts'
import type { PersonDraft, PersonIndex } from './person-draft.ts'

/** A display name is shown only of somebody whom a register knows: anybody can bear a colleague's name, and it would read as theirs. */
export function labelOf(draft: PersonDraft, accounts: readonly Account[]): string {
  if (!draft.registered) return `account ${accounts[draft.joins[0]?.account ?? -1]?.label ?? ''}`
  for (const { account } of draft.joins.length < 2 ? draft.joins : sortedBy(draft.joins, (join) => [join.account])) {
    const name = accounts[account]?.displayName
    if (name !== null && name !== undefined && name !== '') return name
  }
  return (
    draft.hr[0]?.mail ?? draft.visits[0]?.person ?? draft.partnerships[0]?.person ?? accounts[draft.joins[0]?.account ?? -1]?.label ?? ''
  )
}

/** The index over drafts as one over the people that they became. */
export function finishedOf(index: PersonIndex, personOf: (draft: PersonDraft) => Person | undefined): PersonIndex<Person> {
  const person = (draft: PersonDraft): Person => {
    const one = personOf(draft)
    if (one === undefined) throw new Error('a draft that was never finished')
    return one
  }
  return {
    byEmployee: index.byEmployee.turnedInto(person),
    byLogin: index.byLogin.turnedInto(person),
    byMail: index.byMail.turnedInto(person),
  }
}

export function foundAmong(hits: readonly Person[]): Found<Person> {
  const [thing] = hits
  if (thing === undefined) return { found: 'none' }
  return hits.length === 1 ? { found: 'one', thing } : { found: 'several', things: sortedBy(hits, ({ key }) => key) }
}
