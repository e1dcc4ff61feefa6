import type { Gap } from '../model/coverage.ts'
import type { HrRow, PartnerRow, VisitorRow } from '../model/register.ts'
import { parsePersonReference } from '../model/person-reference.ts'
import { KeyIndex } from './key-index.ts'
import { type PersonDraft, type PersonIndex, addKey, emptyDraft, foldKey, matching } from './person-draft.ts'

export interface PeopleRows {
  readonly hr: readonly HrRow[]
  readonly visitors: readonly VisitorRow[]
  readonly partners: readonly PartnerRow[]
}

/**
 * The people whom the registers know, each with all rows about them, before any account is joined.
 *
 * HR rows meet by employee number: several are several posts; where their mails or logins differ, nobody can say whose number it is,
 * and that is a gap on it. A visitor or partner row meets the one person whose number, login or mail it names; where it
 * names none, it makes a person; where it names two, it stays out and is a gap, since guessing would lend one the other's visit.
 */
export function registerPeople(rows: PeopleRows): {
  readonly drafts: PersonDraft[]
  readonly index: PersonIndex
  readonly gaps: readonly Gap[]
} {
  const drafts: PersonDraft[] = []
  const index: PersonIndex = { byEmployee: new KeyIndex(), byLogin: new KeyIndex(), byMail: new KeyIndex() }
  const gaps: Gap[] = []

  for (const row of rows.hr) {
    const draft = index.byEmployee.of(row.employeeId)[0] ?? newDraft(drafts)
    if (draft.hr.some((other) => isSomebodyElse(other, row))) gaps.push(numberTwice(row))
    draft.employeeNumber = row.employeeId
    index.byEmployee.add(row.employeeId, draft)
    draft.hr.push(row)
    if (row.upn !== null) addLogin(index, draft, row.upn)
    if (row.mail !== '') addMail(index, draft, row.mail)
  }
  for (const row of rows.visitors) attach(row, (draft) => draft.visits.push(row))
  for (const row of rows.partners) attach(row, (draft) => draft.partnerships.push(row))
  return { drafts, index, gaps }

  function attach(row: VisitorRow | PartnerRow, add: (draft: PersonDraft) => void): void {
    const hits = matching(index, row.person)
    if (hits.length > 1) return void gaps.push(ambiguousRow(row))
    const [hit] = hits
    const draft = hit ?? personNamed(row.person)
    add(draft)
  }

  function personNamed(reference: string): PersonDraft {
    const draft = newDraft(drafts)
    const parsed = parsePersonReference(reference.trim())
    if (parsed?.kind === 'employee') {
      draft.employeeNumber = parsed.number
      index.byEmployee.add(parsed.number, draft)
    } else {
      // A register issues from the institution, so what it writes is a key of the institution's, whether it looks like a mail or a login.
      addLogin(index, draft, reference)
    }
    return draft
  }
}

export function addLogin(index: PersonIndex, draft: PersonDraft, login: string): void {
  const key = foldKey(login)
  addKey(draft.logins, key)
  index.byLogin.add(key, draft)
}

export function addMail(index: PersonIndex, draft: PersonDraft, mail: string): void {
  const key = foldKey(mail)
  addKey(draft.mails, key)
  index.byMail.add(key, draft)
}

function newDraft(drafts: PersonDraft[]): PersonDraft {
  const draft = emptyDraft(true)
  drafts.push(draft)
  return draft
}

function isSomebodyElse(one: HrRow, other: HrRow): boolean {
  const differ = (a: string | null, b: string | null): boolean =>
    (a ?? '') !== '' && (b ?? '') !== '' && foldKey(a ?? '') !== foldKey(b ?? '')
  return differ(one.mail, other.mail) || differ(one.upn, other.upn)
}

function numberTwice(row: HrRow): Gap {
  const { source, dataset, file, record } = row.provenance
  return {
    source,
    unit: '',
    dataset,
    code: 'identity-ambiguous',
    record: row.employeeId,
    reason: `employee number \`${row.employeeId}\` stands in rows with different mails or logins`,
    cure: 'give each person a number of their own, and one mail and login to all rows of a person',
    at: `${file} ${record}`,
  }
}

function ambiguousRow(row: VisitorRow | PartnerRow): Gap {
  const { source, dataset, file, record } = row.provenance
  return {
    source,
    // The unit of the coverage row, which `assemble` knows.
    unit: '',
    dataset,
    code: 'identity-ambiguous',
    record: row.person,
    reason: `\`${row.person}\` names two people`,
    cure: 'name the person by `id:` and the employee number',
    at: `${file} ${record}`,
  }
}
