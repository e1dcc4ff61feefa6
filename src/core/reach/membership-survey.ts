import { groupHandle, type GroupHandle } from '../model/handle.ts'
import type { Provenance } from '../model/provenance.ts'
import type { Snapshot } from '../model/snapshot.ts'

type Dataset = Pick<Provenance, 'source' | 'dataset'>

/** What one pass over all memberships shows about where they were stated. */
export interface MembershipSurvey {
  /** Datasets of other sources than the group's own that its direct members, or the statements about them, came from. */
  abroad(group: GroupHandle): readonly Dataset[]
  /**
   * In this source members state their own memberships (a primary group), and this one states none.
   *
   * `member` is an account's position, or a group's behind all accounts.
   */
  mayStateMore(member: number, source: string): boolean
}

const surveys = new WeakMap<Snapshot, MembershipSurvey>()

/** O(memberships) the first time for a snapshot, then O(1). */
export function surveyOf(snapshot: Snapshot): MembershipSurvey {
  const known = surveys.get(snapshot)
  if (known !== undefined) return known
  const made = survey(snapshot)
  surveys.set(snapshot, made)
  return made
}

function survey({ accounts, groups, memberships }: Snapshot): MembershipSurvey {
  const abroad = new Map<GroupHandle, Map<string, Dataset>>()
  const statesItself = new Uint8Array(accounts.length + groups.length)
  const selfStating = new Set<string>()

  const sources = sourceNumbers([...accounts, ...groups])

  for (const [position, group] of groups.entries()) {
    const handle = groupHandle(position)
    const own = sources[accounts.length + position]
    // What the group's own record says of members of its own source shows nothing; nearly every membership is of this kind.
    let plain: Provenance | null = null
    const look = (member: number, record: Provenance, statement: Provenance): void => {
      if (statement.record === group.provenance.record && statement.source === group.source) plain = statement
      if (record.source !== group.source) noteAbroad(abroad, handle, record)
      if (statement.source !== group.source) noteAbroad(abroad, handle, statement)
      if (statement.record !== record.record || statement.record === group.provenance.record) return
      statesItself[member] = 1
      selfStating.add(record.source)
    }
    memberships.forEachAccountOf(handle, (account, membership) => {
      const statement = memberships.provenance(membership)
      if (statement !== plain || sources[account] !== own) look(account, accounts[account]!.provenance, statement)
    })
    memberships.forEachGroupOf(handle, (member, membership) => {
      look(accounts.length + member, groups[member]!.provenance, memberships.provenance(membership))
    })
  }
  return {
    abroad: (group) => [...(abroad.get(group)?.values() ?? [])],
    mayStateMore: (member, source) => selfStating.has(source) && statesItself[member] === 0,
  }
}

/** A number for the source of the record behind each thing: a look into a column, where a look at the thing itself would miss the cache. */
function sourceNumbers(things: readonly { readonly provenance: Provenance }[]): Uint16Array {
  const numbers = new Map<string, number>()
  return Uint16Array.from(things, ({ provenance: { source } }) => {
    const number = numbers.get(source) ?? numbers.size
    numbers.set(source, number)
    return number
  })
}

function noteAbroad(abroad: Map<GroupHandle, Map<string, Dataset>>, group: GroupHandle, { source, dataset }: Dataset): void {
  const datasets = abroad.get(group) ?? new Map<string, Dataset>()
  abroad.set(group, datasets)
  datasets.set(`${source}\n${dataset}`, { source, dataset })
}
