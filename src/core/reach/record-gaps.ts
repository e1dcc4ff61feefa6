import type { Gap } from '../model/coverage.ts'
import { accountHandle, groupHandle, type AccountHandle, type GroupHandle } from '../model/handle.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { surveyOf } from './membership-survey.ts'

/** Gaps by what they touch; each is named by its position in `snapshot.gaps`, so that a union keeps the snapshot's order. */
export interface RecordGaps {
  readonly ofAccount: ReadonlyMap<AccountHandle, readonly number[]>
  /** On the record of the group itself or of a direct member. */
  readonly inGroup: ReadonlyMap<GroupHandle, readonly number[]>
  /** On a record that may hide a membership in any group of the source. */
  readonly mayHideMember: ReadonlyMap<string, readonly number[]>
  /** On a resource, by source and record. */
  readonly ofResource: ReadonlyMap<string, readonly number[]>
  /** On a whole dataset, by source. */
  readonly ofDataset: ReadonlyMap<string, readonly number[]>
}

/**
 * Sorts the gaps of a snapshot by what they touch. O(accounts + groups + gaps + memberships of the records with gaps).
 *
 * A record may be named by its native id, by the record of its provenance or, for a group, by its path. In a source with groups, a
 * record that is nobody we know may be an account that states its own memberships, so it touches every group there; and so does a
 * known one with a broken record that states none, where the others of its source do (a primary group that could not be read).
 */
export function recordGapsOf(snapshot: Snapshot): RecordGaps {
  const { accounts, groups, memberships, gaps } = snapshot
  const lists = { ofAccount: new Lists<AccountHandle>(), inGroup: new Lists<GroupHandle>() }
  const bySource = { mayHideMember: new Lists<string>(), ofResource: new Lists<string>(), ofDataset: new Lists<string>() }
  const wanted = wantedRecords(gaps)
  const known = new Set<number>()
  const survey = wanted.size > 0 ? surveyOf(snapshot) : null

  for (const [position, account] of accounts.entries()) {
    for (const gap of gapsOn(wanted, account.source, [account.id, account.provenance.record])) {
      const handle = accountHandle(position)
      known.add(gap)
      lists.ofAccount.add(handle, gap)
      memberships.forEachGroupWithAccount(handle, (group) => lists.inGroup.add(group, gap))
      if (survey?.mayStateMore(position, account.source) === true && hidesContent(gaps[gap]))
        bySource.mayHideMember.add(account.source, gap)
    }
  }
  for (const [position, group] of groups.entries()) {
    for (const gap of gapsOn(wanted, group.source, [group.id, group.provenance.record, group.path])) {
      known.add(gap)
      lists.inGroup.add(groupHandle(position), gap)
      if (survey?.mayStateMore(accounts.length + position, group.source) === true && hidesContent(gaps[gap])) {
        bySource.mayHideMember.add(group.source, gap)
      }
    }
  }
  for (const [position, { source, record, code }] of gaps.entries()) {
    if (record === null) bySource.ofDataset.add(source, position)
    else {
      bySource.ofResource.add(resourceKey(source, record), position)
      // One who is only named in the rules of objects is in no group here, or stands in its list.
      const isNamedOnly = code === 'reference-elsewhere'
      if (!isNamedOnly && !known.has(position) && !snapshot.resources.has(`${source}:${record}`))
        bySource.mayHideMember.add(source, position)
    }
  }
  return {
    ofAccount: lists.ofAccount.map,
    inGroup: lists.inGroup.map,
    mayHideMember: bySource.mayHideMember.map,
    ofResource: bySource.ofResource.map,
    ofDataset: bySource.ofDataset.map,
  }
}

export function resourceKey(source: string, record: string): string {
  return `${source}\n${record}`
}

/**
 * Could the record have said more than was understood? An identity that is in doubt hides no membership; nor does a member from
 * elsewhere, which can be in no group here without standing in that group's own list; nor a copy that lags behind.
 */
function hidesContent(gap: Gap | undefined): boolean {
  return gap !== undefined && !SAYS_NOTHING_MORE.has(gap.code)
}

const SAYS_NOTHING_MORE: ReadonlySet<Gap['code']> = new Set([
  'identity-ambiguous',
  'reference-elsewhere',
  'copy-differs',
  'route-not-evaluated',
])

/** Source → record → positions, so that a million accounts cost one look-up each and no text is joined. */
function wantedRecords(gaps: readonly Gap[]): ReadonlyMap<string, ReadonlyMap<string, readonly number[]>> {
  const wanted = new Map<string, Map<string, number[]>>()
  for (const [position, { source, record }] of gaps.entries()) {
    if (record === null) continue
    const records = wanted.get(source) ?? new Map<string, number[]>()
    wanted.set(source, records)
    records.set(record, [...(records.get(record) ?? []), position])
  }
  return wanted
}

function gapsOn(
  wanted: ReadonlyMap<string, ReadonlyMap<string, readonly number[]>>,
  source: string,
  names: readonly string[],
): readonly number[] {
  const records = wanted.get(source)
  return records === undefined ? [] : [...new Set(names)].flatMap((name) => records.get(name) ?? [])
}

class Lists<Key> {
  readonly map = new Map<Key, number[]>()

  add(key: Key, gap: number): void {
    const list = this.map.get(key)
    if (list === undefined) this.map.set(key, [gap])
    else list.push(gap)
  }
}
