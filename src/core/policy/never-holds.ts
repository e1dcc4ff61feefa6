import type { AffiliationKind } from '../model/affiliation-kind.ts'
import { parsePersonReference, personReferenceKey } from '../model/person-reference.ts'
import { dayAt } from './check-common.ts'
import { type Cursor, items, member, textAt, textItems, textsAt, warn } from './cursor.ts'
import type { Names } from './names.ts'

/** P045 if the text alone shows that a line can entitle nobody. One reason is enough. */
export function warnIfNeverHolds(
  line: Cursor,
  affiliations: readonly AffiliationKind[],
  slug: string,
  project: Cursor,
  names: Names,
): void {
  if (!names.allSectionsSeen) return
  const why =
    outsideProject(line, project) ??
    affiliationUnknown(line, affiliations, names) ??
    agreementsFail(line, slug, names) ??
    licenceFails(line, project)
  if (why !== null) warn(line, 'P045', 'the line can never hold', why)
}

function outsideProject(line: Cursor, project: Cursor): string | null {
  return apart(line, project) ? "its dates lie outside the project's" : null
}

function affiliationUnknown(line: Cursor, affiliations: readonly AffiliationKind[], names: Names): string | null {
  const written = textItems(member(line, 'affiliation'))
  if (written.length === 0 || affiliations.length < written.length || affiliations.some((kind) => names.affiliations.has(kind))) return null
  return `no rule of \`affiliations\` gives ${affiliations.map((kind) => `\`${kind}\``).join(' or ')}`
}

function agreementsFail(line: Cursor, slug: string, names: Names): string | null {
  const who = member(line, 'who')
  const people = peopleAt(who)
  const asked = textsAt(member(member(line, 'when'), 'agreement')).flatMap(({ text }) => names.agreements.get(text) ?? [])
  for (const { at } of asked) {
    const id = textAt(member(at, 'id'))
    if (!covers(at, slug)) return `agreement \`${id}\` does not cover the project`
    if (apart(line, at)) return `agreement \`${id}\` and the line have no day in common`
    if (people.length > 0 && namesNone(at, people)) return `agreement \`${id}\` names none of these people`
  }
  const partner = textAt(member(who, 'partner'))
  const partnerAt = partner === null ? undefined : names.partners.get(partner)
  if (partnerAt === undefined) return null
  const usable = items(member(partnerAt, 'agreements')).some((at) => covers(at, slug) && !apart(line, at) && !namesNone(at, people))
  return usable ? null : `no agreement of \`${partner}\` covers the project and these people on any day of the line`
}

function licenceFails(line: Cursor, project: Cursor): string | null {
  const licences = items(member(member(project, 'export_control'), 'licences'))
  for (const { text } of textsAt(member(member(line, 'when'), 'licence'))) {
    const licence = licences.find((at) => textAt(member(at, 'id')) === text)
    if (licence !== undefined && apart(line, licence)) return `licence \`${text}\` ends before the line begins`
  }
  return null
}

// Asked for each line of each project of a list that may be as long as there are projects: so without cursors.
function covers(agreement: Cursor, slug: string): boolean {
  const { node } = member(agreement, 'covers')
  return node?.kind === 'list' && node.items.some((item) => item.kind === 'scalar' && item.value === slug)
}

/** Do the two spans of days have none in common? A day that cannot be read bounds nothing. */
function apart(a: Cursor, b: Cursor): boolean {
  return endsBefore(a, b) || endsBefore(b, a)
}

function endsBefore(a: Cursor, b: Cursor): boolean {
  const end = dayAt(member(a, 'until'))
  const begin = dayAt(member(b, 'from'))
  return end !== null && begin !== null && end < begin
}

function peopleAt(who: Cursor): readonly string[] {
  return [...textsAt(member(who, 'person')), ...textItems(member(who, 'people'))].flatMap(({ text }) => personKey(text) ?? [])
}

function namesNone(agreement: Cursor, people: readonly string[]): boolean {
  const list = member(agreement, 'people')
  if (list.node?.kind !== 'list' || people.length === 0) return false
  const named = new Set(textItems(list).flatMap(({ text }) => personKey(text) ?? []))
  // An employee number and a mail address may be the same person: then the text proves nothing.
  const comparable =
    [...people, ...named].every((person) => person.startsWith('id:')) || ![...people, ...named].some((person) => person.startsWith('id:'))
  return comparable && !people.some((person) => named.has(person))
}

function personKey(text: string): string | null {
  const person = parsePersonReference(text)
  return person === null ? null : personReferenceKey(person)
}
