import type { Join, Person, SubjectKey } from '../model/person.ts'
import type { HrRow, PartnerRow, VisitorRow } from '../model/register.ts'
import { parsePersonReference } from '../model/person-reference.ts'
import { compareText, sortedBy } from '../base/order.ts'

/** A person while it is being joined: written by `join-people.ts` only, handed out as a readonly `Person`. */
export interface PersonDraft {
  employeeNumber: string | null
  registered: boolean
  label: string
  /** Set for an account that stands for itself: `<source>/<native id>`. */
  accountKey: string | null
  readonly logins: Set<string>
  readonly mails: Set<string>
  readonly hr: HrRow[]
  readonly visits: VisitorRow[]
  readonly partnerships: PartnerRow[]
  readonly joins: Join[]
}

export function emptyDraft(registered: boolean): PersonDraft {
  return {
    employeeNumber: null,
    registered,
    label: '',
    accountKey: null,
    logins: new Set(),
    mails: new Set(),
    hr: [],
    visits: [],
    partnerships: [],
    joins: [],
  }
}

/** Keys compare without case: directories and mail do so, and two people who differ by case only would be a trap, not a feature. */
export function foldKey(text: string): string {
  return text.trim().toLowerCase()
}

/** People as the registers name them, with indexes by key; a key may lead to several. */
export interface PersonIndex {
  readonly byEmployee: Map<string, PersonDraft>
  readonly byLogin: Map<string, Set<PersonDraft>>
  readonly byMail: Map<string, Set<PersonDraft>>
}

export function indexed(map: Map<string, Set<PersonDraft>>, key: string, draft: PersonDraft): void {
  const there = map.get(key)
  if (there === undefined) map.set(key, new Set([draft]))
  else there.add(draft)
}

/** Everybody whom `reference` (as a register or a policy writes a person) may mean. */
export function matching(index: PersonIndex, reference: string): ReadonlySet<PersonDraft> {
  const parsed = parsePersonReference(reference.trim())
  if (parsed === null) return new Set()
  if (parsed.kind === 'employee') {
    const one = index.byEmployee.get(parsed.number)
    return new Set(one === undefined ? [] : [one])
  }
  return new Set([...(index.byLogin.get(parsed.text) ?? []), ...(index.byMail.get(parsed.text) ?? [])])
}

/** The strongest declared key that the draft has; `findings.md`, A finding. */
export function subjectKey(draft: PersonDraft): SubjectKey {
  if (draft.employeeNumber !== null) return `employee:${draft.employeeNumber}`
  if (draft.accountKey !== null) return `account:${draft.accountKey}`
  const [login] = [...draft.logins].sort(compareText)
  if (login !== undefined) return `upn:${login}`
  const [mail] = [...draft.mails].sort(compareText)
  if (mail !== undefined) return `mail:${mail}`
  throw new Error('a person without any key')
}

export function finished(draft: PersonDraft): Person {
  const key = subjectKey(draft)
  return {
    key,
    label: draft.label === '' ? key.slice(key.indexOf(':') + 1) : draft.label,
    registered: draft.registered,
    employeeNumber: draft.employeeNumber,
    logins: [...draft.logins].sort(compareText),
    mails: [...draft.mails].sort(compareText),
    hr: byRecord(draft.hr),
    visits: byRecord(draft.visits),
    partnerships: byRecord(draft.partnerships),
    joins: sortedBy(draft.joins, (join) => [join.account]),
  }
}

function byRecord<Row extends HrRow | VisitorRow | PartnerRow>(rows: readonly Row[]): Row[] {
  return sortedBy(rows, ({ provenance: { source, file, record } }) => [source, file, record.length, record])
}
