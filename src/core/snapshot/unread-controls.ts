import type { Group } from '../model/account.ts'
import { CONTROL_DATASETS } from '../model/control-datasets.ts'
import type { DatasetCoverage, Gap } from '../model/coverage.ts'
import { groupHandle } from '../model/handle.ts'
import type { Controls } from '../model/control.ts'

/** Whether a directory's evidence that lists no rules at all is a gap, or is taken for evidence of an earlier version. */
export type RulesAsked = 'where-listed' | 'everywhere'

/**
 * Groups of directories of which nobody can say who may change them.
 *
 * A source that has groups of a directory and lists no rules of theirs was read without them: one gap on the dataset that is missing, so that a
 * blind spot may accept it. Where the rules were read whole, each group without any is a gap on that group: a reader who may not see a
 * descriptor gets none, and no error. Where they were read in part, the dataset says so itself. `where-listed` takes evidence that lists no rules at
 * all for evidence of an earlier version, and says nothing. O(groups).
 */
export function unreadControls(
  groups: readonly Group[],
  controls: Controls,
  coverage: readonly DatasetCoverage[],
  domains: ReadonlySet<string>,
  asked: RulesAsked,
): readonly Gap[] {
  const rows = Map.groupBy(coverage, ({ source }) => source)
  const whole = new Map<string, string>()
  const gaps: Gap[] = []
  for (const [source, its] of rows) {
    const lists = (name: string): boolean => its.some(({ dataset }) => dataset === name)
    // A cloud directory has no rules of single groups: owners and roles say it, in datasets of their own.
    if (!lists(DIRECTORY_GROUPS) || lists(CLOUD_OWNERS)) continue
    const read = its.filter(({ dataset }) => (CONTROL_DATASETS as readonly string[]).includes(dataset))
    const [first] = read
    if (first === undefined && asked === 'where-listed') continue
    // Where no group was read, that says it all; of which kind the directory is, nobody could tell.
    const anyRead = its.some(({ dataset, state }) => dataset === DIRECTORY_GROUPS && state !== 'failed' && state !== 'denied')
    if (first === undefined && !anyRead) continue
    if (first === undefined) gaps.push(missing(source, domains.has(source) ? 'control' : 'acl'))
    else if (read.every(({ state }) => state === 'complete')) whole.set(source, first.dataset)
  }
  groups.forEach(({ source, id, breadth }, at) => {
    const dataset = whole.get(source)
    // Everybody is in such a group by no list that somebody could change.
    if (dataset === undefined || breadth.kind === 'everybody' || controls.ofGroup(groupHandle(at)).length > 0) return
    const reason = 'who may change the group was not read: the reader was shown no rules of it'
    const cure = 'let the reader see them, or name a reader who may'
    gaps.push({ source, unit: '', dataset, code: 'control-unread', record: id, reason, cure, at: null })
  })
  return gaps
}

/** The dataset by which a directory is known here. */
const DIRECTORY_GROUPS = 'groups'
const CLOUD_OWNERS = 'group-owners'

function missing(source: string, dataset: string): Gap {
  const reason = 'who may change its groups was not read: the evidence lists no rules of them'
  const cure = 'collect it with a version and a reader that read them, or accept a blind spot'
  return { source, unit: '', dataset, code: 'control-unread', record: null, reason, cure, at: null }
}
