import type { ControlFact } from '../../../core/model/access-control.ts'
import type { DatasetReader } from '../../evidence/read-evidence.ts'
import type { FactBatches } from '../fact-batches.ts'
import type { ControlledGroup, ControlledGroups } from './controlled-group.ts'

/** What a directory's rules say of one group. */
export interface GroupControl {
  /** Several ways to change it; at least one fact, whose list is empty where nobody may. */
  readonly facts: readonly ControlFact[]
  /** Rules that may let somebody through whom nobody can name. */
  readonly unassessed: readonly string[]
}

/**
 * Hands over who may change each group, and a gap for each rule that is not understood: on the groups that it concerns, or on the whole
 * dataset where those are all, or too many to be told one by one.
 */
export function stateControls(
  dataset: DatasetReader,
  groups: ControlledGroups,
  controlOf: (group: ControlledGroup) => GroupControl,
  batches: FactBatches,
): void {
  const concerned = new Map<string, string[]>()
  for (const group of groups.all()) {
    const { facts, unassessed } = controlOf(group)
    for (const fact of facts) batches.control(fact)
    for (const rule of unassessed) {
      const ids = concerned.get(rule)
      if (ids === undefined) concerned.set(rule, [group.id])
      else ids.push(group.id)
    }
  }
  for (const [rule, ids] of concerned) {
    const reason = `control not assessed: ${rule}`
    if (ids.length === groups.count || ids.length > TOLD_ONE_BY_ONE)
      dataset.lower('partial', `${reason}; it concerns ${ids.length} groups`, CURE)
    else for (const record of ids) dataset.gap({ code: 'dataset-incomplete', record, reason, cure: CURE })
  }
}

const TOLD_ONE_BY_ONE = 50
const CURE = 'see docs/sources/ldap.md for the forms of rules that are understood'
