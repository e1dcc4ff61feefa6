import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'
import type { Name } from '../../core/model/fragment.ts'
import type { ControlledGroups } from './acl/controlled-group.ts'
import type { DatasetReader } from '../evidence/read-evidence.ts'
import { eachRecord, keyOrGap, noteProblems, noteSetAside, placeOf, provenanceIn } from './each-record.ts'
import type { FactBatches } from './fact-batches.ts'
import type { LdifRecord } from './ldif/ldif-record.ts'
import type { MemberOfCheck } from './member-of-check.ts'
import type { MemberReferences } from './member-references.ts'
import type { CountLines } from './proof-again.ts'
import { RangeJoins, isRangeAnswer } from './range-joins.ts'
import { groupFact, listMembers } from './read-group.ts'
import { RecordText } from './record-text.ts'
import type { DynamicGroups } from './rules/dynamic-groups.ts'
import { rangeOf } from './wire.ts'

/** Reads the groups of one base, with the memberships that they list; `seen` learns of them for the accounts that come later. */
export async function readGroups(dataset: DatasetReader, batches: FactBatches, seen: SeenGroups): Promise<void> {
  const ranges = new RangeJoins()
  const nested: { readonly id: string; readonly memberOf: readonly string[]; readonly throughLevels: string | null }[] = []
  await eachRecord(dataset, seen.counts, (record, problems, page) => {
    const text = new RecordText(record, problems)
    const dn = normalisedDistinguishedName(record.dn)
    if (isRangeAnswer(record) && dn !== null) {
      ranges.answer(dn, record)
      seen.memberOf.further(dn, listLength(record))
      const group: Name = `dn:${dn}`
      listMembers(text, group, provenanceIn(dataset, page, dn), seen.references, batches)
      for (const problem of text.problems)
        dataset.gap({ code: 'record-malformed', record: null, reason: `${record.dn}: ${problem}`, at: placeOf(page, record) })
      return
    }
    const key = keyOrGap(dataset, text, page)
    if (key === null) return
    const provenance = provenanceIn(dataset, page, key.id)
    batches.group(groupFact(text, key, provenance))
    listMembers(text, `id:${key.id}`, provenance, seen.references, batches)
    if (dn !== null) {
      ranges.entry(dn, key.id, record)
      seen.memberOf.group(dn, key.id, listLength(record))
      seen.controlled?.group(text, key.id, dn)
      seen.dynamic.group(text, key.id, dn, provenance)
    }
    for (const number of text.texts('gidnumber')) seen.byNumber.set(number, [...(seen.byNumber.get(number) ?? []), key.id])
    const memberOf = text.texts('memberof')
    if (memberOf.length > 0) nested.push({ id: key.id, memberOf, throughLevels: isDirectoryServer(text) ? dn : null })
    noteEmptyList(text)
    noteProblems(dataset, text, key.id, placeOf(page, record))
    noteSetAside(dataset, text, key.id, placeOf(page, record))
  })
  seen.dynamic.expandOverGroups()
  for (const { id, dn, reason } of ranges.holes())
    dataset.gap({
      code: 'record-malformed',
      record: id,
      reason: `${dn}: ${reason}`,
      cure: 'read the group again, or export it with its ranges',
    })
  for (const { id, memberOf, throughLevels } of nested)
    noteUnseenGroups(dataset, id, seen.memberOf.claimsIn(memberOf, seen.base, throughLevels))
}

/** What accounts must know of the groups of their base. */
export interface SeenGroups {
  /** In its normal form; null where the evidence names none, or is known not to hold all its groups. */
  readonly base: string | null
  readonly memberOf: MemberOfCheck
  readonly references: MemberReferences
  /** Ids of groups by their POSIX number. */
  readonly byNumber: Map<string, string[]>
  readonly counts: CountLines
  /** Null where nobody asks who may change them. */
  readonly controlled: ControlledGroups | null
  readonly dynamic: DynamicGroups
}

/** A gap on the record that says of itself to be in groups which nobody described. */
export function noteUnseenGroups(dataset: DatasetReader, id: string, unseen: readonly string[]): void {
  const [first] = unseen
  if (first === undefined) return
  const others = unseen.length > 1 ? ` and ${unseen.length - 1} more` : ''
  dataset.gap({
    code: 'reference-dangling',
    record: id,
    reason: `says that it is in \`${first}\`${others}, and the reader is not shown that group`,
    cure: 'let the reader read the group, or mend the stale `memberOf`',
  })
}

/** A gap on each group whose list is shorter than what its members say; asked once all records of the base were read. */
export function noteShortLists(dataset: DatasetReader, seen: SeenGroups): void {
  for (const { id, listed, claimed } of seen.memberOf.shortfalls())
    dataset.gap({
      code: 'dataset-incomplete',
      record: id,
      reason: `the group lists ${listed} members, and ${claimed} records say that they are in it (\`memberOf\`)`,
      cure: 'let the reader read the list of members, or mend the stale `memberOf`',
    })
}

function listLength(record: LdifRecord): number {
  let length = 0
  for (const [description, { count }] of record.attributes) {
    const name = rangeOf(description)?.name ?? description
    if (name === 'member' || name === 'uniquemember') length += count
  }
  return length
}

// RFC 4519, 3.5 and 3.6: these classes must have a member, so that none shown is a list that is hidden. 389 Directory Server allows none.
function noteEmptyList(text: RecordText): void {
  if (isDirectoryServer(text)) return
  const classes = text.classes()
  const hidden =
    (classes.has('groupofnames') && !hasList(text, 'member')) || (classes.has('groupofuniquenames') && !hasList(text, 'uniquemember'))
  if (hidden) text.problem('no member is shown, and its class must have one')
}

/** Does the record come from 389 Directory Server or FreeIPA? */
function isDirectoryServer(text: RecordText): boolean {
  return text.has('nsuniqueid') || text.has('ipauniqueid')
}

function hasList(text: RecordText, name: string): boolean {
  return [...text.record.attributes.keys()].some((description) => (rangeOf(description)?.name ?? description) === name)
}
