import type { Join, Person, SubjectKey } from '../model/person.ts'
import type { HrRow, PartnerRow, VisitorRow } from '../model/register.ts'
import { parsePersonReference } from '../model/person-reference.ts'
import { compareText, sortedBy } from '../base/order.ts'
import type { KeyIndex } from './key-index.ts'

/** A person while it is being joined: written by `join-people.ts` only, handed out as a readonly `Person`. */
export interface PersonDraft {
  employeeNumber: string | null
  registered: boolean
  label: string
  /** Set for an account that stands for itself: `<source>/<native id>`. */
  accountKey: string | null
  /** Distinct; few, so lists are smaller and faster than sets. */
  readonly logins: string[]
  readonly mails: string[]
  readonly hr: HrRow[]
  readonly visits: VisitorRow[]
  readonly partnerships: PartnerRow[]
  readonly joins: Join[]
  /** Among all people in the order of their keys, once that is known. */
  position: number
}

export function emptyDraft(registered: boolean): PersonDraft {
  return {
    employeeNumber: null,
    registered,
    label: '',
    accountKey: null,
    logins: [],
    mails: [],
    hr: [],
    visits: [],
    partnerships: [],
    joins: [],
    position: 0,
  }
}

/** Keys compare without case: directories and mail do so, and two people who differ by case only would be a trap, not a feature. */
export function foldKey(text: string): string {
  return text.trim().toLowerCase()
}

/** People by each of their declared keys; a key may lead to several. */
export interface PersonIndex<Thing extends object = PersonDraft> {
  readonly byEmployee: KeyIndex<Thing>
  readonly byLogin: KeyIndex<Thing>
  readonly byMail: KeyIndex<Thing>
}

/** Everybody whom `reference` (as a register or a policy writes a person) may mean, each once. */
export function matching<Thing extends object>(index: PersonIndex<Thing>, reference: string): readonly Thing[] {
  const parsed = parsePersonReference(reference.trim())
  if (parsed === null) return []
  if (parsed.kind === 'employee') return index.byEmployee.of(parsed.number)
  return merged(index.byLogin.of(parsed.text), index.byMail.of(parsed.text))
}

/** Both lists as one, each thing once. */
export function merged<Thing>(a: readonly Thing[], b: readonly Thing[]): readonly Thing[] {
  if (b.length === 0) return a
  return a.length === 0 ? b : [...new Set([...a, ...b])]
}

/** Adds a key once; a person has few. */
export function addKey(keys: string[], key: string): void {
  if (!keys.includes(key)) keys.push(key)
}

/** The strongest declared key that the draft has; `findings.md`, A finding. */
export function subjectKey(draft: PersonDraft): SubjectKey {
  if (draft.employeeNumber !== null) return `employee:${draft.employeeNumber}`
  if (draft.accountKey !== null) return `account:${draft.accountKey}`
  const [login] = sortedTexts(draft.logins)
  if (login !== undefined) return `upn:${login}`
  const [mail] = sortedTexts(draft.mails)
  if (mail !== undefined) return `mail:${mail}`
  throw new Error('a person without any key')
}

/** `key`: its subject key. */
export function finished(draft: PersonDraft, key: SubjectKey): Person {
  return {
    key,
    label: draft.label === '' ? key.slice(key.indexOf(':') + 1) : draft.label,
    registered: draft.registered,
    employeeNumber: draft.employeeNumber,
    logins: sortedTexts(draft.logins),
    mails: sortedTexts(draft.mails),
    hr: byRecord(draft.hr),
    visits: byRecord(draft.visits),
    partnerships: byRecord(draft.partnerships),
    joins: draft.joins.length < 2 ? draft.joins : sortedBy(draft.joins, (join) => [join.account]),
  }
}

function sortedTexts(texts: readonly string[]): readonly string[] {
  return texts.length < 2 ? texts : texts.toSorted(compareText)
}

function byRecord<Row extends HrRow | VisitorRow | PartnerRow>(rows: readonly Row[]): readonly Row[] {
  if (rows.length < 2) return rows
  return sortedBy(rows, ({ provenance: { source, file, record } }) => [source, file, record.length, record])
}
