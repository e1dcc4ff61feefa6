import type { Gap } from '../model/coverage.ts'
import type { HrRow, PartnerRow, VisitorRow } from '../model/register.ts'
import { parsePersonReference } from '../model/person-reference.ts'
import { type PersonDraft, type PersonIndex, emptyDraft, foldKey, indexed, matching } from './person-draft.ts'

export interface PeopleRows {
  readonly hr: readonly HrRow[]
  readonly visitors: readonly VisitorRow[]
  readonly partners: readonly PartnerRow[]
}

/**
 * The people whom the registers know, each with all rows about them, before any account is joined.
 *
 * HR rows meet by employee number. A visitor or partner row meets the one person whose number, login or mail it names; where it
 * names none, it makes a person; where it names two, it stays out and is a gap, since guessing would lend one the other's visit.
 */
export function registerPeople(rows: PeopleRows): {
  readonly drafts: PersonDraft[]
  readonly index: PersonIndex
  readonly gaps: readonly Gap[]
} {
  const drafts: PersonDraft[] = []
  const index: PersonIndex = { byEmployee: new Map(), byLogin: new Map(), byMail: new Map() }
  const gaps: Gap[] = []

  for (const row of rows.hr) {
    const draft = index.byEmployee.get(row.employeeId) ?? newDraft(drafts)
    draft.employeeNumber = row.employeeId
    index.byEmployee.set(row.employeeId, draft)
    draft.hr.push(row)
    if (row.upn !== null) addLogin(index, draft, row.upn)
    if (row.mail !== '') addMail(index, draft, row.mail)
  }
  for (const row of rows.visitors) attach(row, (draft) => draft.visits.push(row))
  for (const row of rows.partners) attach(row, (draft) => draft.partnerships.push(row))
  return { drafts, index, gaps }

  function attach(row: VisitorRow | PartnerRow, add: (draft: PersonDraft) => void): void {
    const hits = matching(index, row.person)
    if (hits.size > 1) return void gaps.push(ambiguousRow(row))
    const [hit] = hits
    const draft = hit ?? personNamed(row.person)
    add(draft)
  }

  function personNamed(reference: string): PersonDraft {
    const draft = newDraft(drafts)
    const parsed = parsePersonReference(reference.trim())
    if (parsed?.kind === 'employee') {
      draft.employeeNumber = parsed.number
      index.byEmployee.set(parsed.number, draft)
    } else {
      // A register issues from the institution, so what it writes is a key of the institution's, whether it looks like a mail or a login.
      addLogin(index, draft, reference)
    }
    return draft
  }
}

export function addLogin(index: PersonIndex, draft: PersonDraft, login: string): void {
  draft.logins.add(foldKey(login))
  indexed(index.byLogin, foldKey(login), draft)
}

export function addMail(index: PersonIndex, draft: PersonDraft, mail: string): void {
  draft.mails.add(foldKey(mail))
  indexed(index.byMail, foldKey(mail), draft)
}

function newDraft(drafts: PersonDraft[]): PersonDraft {
  const draft = emptyDraft(true)
  drafts.push(draft)
  return draft
}

function ambiguousRow(row: VisitorRow | PartnerRow): Gap {
  const { source, dataset, file, record } = row.provenance
  return {
    source,
    unit: file,
    dataset,
    code: 'identity-ambiguous',
    record: row.person,
    reason: `\`${row.person}\` names two people`,
    cure: 'name the person by `id:` and the employee number',
    at: `${file} ${record}`,
  }
}
