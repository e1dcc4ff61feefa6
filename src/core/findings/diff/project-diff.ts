import { distinctTexts, sortedBy } from '../../base/order.ts'
import type { AccessRow, AuditResult, ProjectAssessment } from '../../model/audit-result.ts'
import type { AccessDiff, DiffedAccess, ProjectDiff, ProjectState } from '../../model/run-diff.ts'
import { isPseudonym } from '../pseudonym.ts'
import { projectsTonight } from '../findings-tonight.ts'

/** Every project that stands otherwise, or that others can reach. By id. */
export function projectDiffs(from: AuditResult, to: AuditResult): readonly ProjectDiff[] {
  const [before, now] = [byId(from), byId(to)]
  return distinctTexts([...before.keys(), ...now.keys()]).flatMap((id) => {
    const [earlier, later] = [before.get(id), now.get(id)]
    const diff: ProjectDiff = { id, from: stateOf(earlier), to: stateOf(later), access: accessDiff(earlier, later) }
    return isSame(diff) ? [] : [diff]
  })
}

function byId(result: AuditResult): ReadonlyMap<string, ProjectAssessment> {
  return new Map(projectsTonight(result).map((project) => [project.id, project]))
}

function stateOf(project: ProjectAssessment | undefined): ProjectState | null {
  if (project === undefined) return null
  const { status, counts } = project
  return { status, complete: isWhole(project), people: counts.people, externals: counts.externals }
}

/** Was everything read that the answer about a project rests on? */
export function isWhole({ status, reasons }: ProjectAssessment): boolean {
  const isPartial = status.kind === 'not-assessed' || (status.kind === 'excess' && status.coverage === 'partial')
  return !isPartial && reasons.length === 0
}

function accessDiff(before: ProjectAssessment | undefined, now: ProjectAssessment | undefined): AccessDiff | null {
  if (before === undefined || now === undefined) return null
  if ([...before.access, ...now.access].some(({ subject }) => isPseudonym(subject))) return null
  const [earlier, later] = [rowsByKey(before.access), rowsByKey(now.access)]
  const gone = [...earlier].flatMap(([key, rows]) => (later.has(key) ? [] : rows))
  const come = [...later].flatMap(([key, rows]) => (earlier.has(key) ? [] : rows))
  const moved = [...later].flatMap(([key, rows]) => {
    const was = earlier.get(key)
    return was === undefined || held(was) === held(rows) ? [] : rows
  })
  return {
    gained: isWhole(before) ? listed(come) : [],
    newlySeen: isWhole(before) ? [] : listed(come),
    lost: isWhole(now) ? listed(gone) : [],
    notSeen: isWhole(now) ? [] : listed(gone),
    moved: listed(moved),
  }
}

function rowsByKey(rows: readonly AccessRow[]): ReadonlyMap<string, readonly AccessRow[]> {
  return Map.groupBy(rows, ({ subject, resource }) => JSON.stringify([subject, resource]))
}

function held(rows: readonly AccessRow[]): string {
  return JSON.stringify(distinctTexts(rows.map(({ level, standing }) => `${level} ${standing}`)))
}

function listed(rows: readonly AccessRow[]): readonly DiffedAccess[] {
  const short = rows.map(({ subject, label, external, resource, level, standing }) => ({
    subject,
    label,
    external,
    resource,
    level,
    standing,
  }))
  return sortedBy(short, ({ subject, resource }) => [subject, resource])
}

function isSame({ from, to, access }: ProjectDiff): boolean {
  if (JSON.stringify(from) !== JSON.stringify(to)) return false
  if (access === null) return true
  const { gained, lost, moved, notSeen, newlySeen } = access
  return [gained, lost, moved, notSeen, newlySeen].every((rows) => rows.length === 0)
}
