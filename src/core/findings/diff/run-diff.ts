import { sortedBy } from '../../base/order.ts'
import type { AuditResult } from '../../model/audit-result.ts'
import type { Finding } from '../../model/finding.ts'
import type { DiffedFinding, DiffedRun, MethodChange, RunDiff } from '../../model/run-diff.ts'
import { hasEffect } from '../exceptions.ts'
import { movement } from '../movement.ts'
import { severityRank } from '../severity-order.ts'
import { differingCoverage } from './coverage-diff.ts'
import { openIn } from './open-findings.ts'
import { isWhole, projectDiffs } from './project-diff.ts'
import { type Closing, whyGone } from './why-gone.ts'
import { whyVisible } from './why-visible.ts'

export interface RunDiffInput {
  /** The earlier run. */
  readonly from: AuditResult
  readonly to: AuditResult
  /** Old fingerprint → the one under which the finding went at the later run. */
  readonly renamed: ReadonlyMap<string, string>
  /** Of findings open in the earlier run only: why they were closed; one that is not here was closed nobody knows why. */
  readonly closings: ReadonlyMap<string, Closing>
  /** Findings that began, between the two runs, as a baseline: nobody had looked before. */
  readonly baselines: ReadonlySet<string>
}

/**
 * What lies between two runs.
 *
 * A finding counts as resolved only if the life of findings closed it for a reason that lies in the world, and as appeared only if
 * the earlier run could have seen it. All else became visible or invisible. Linear in the two results.
 */
export function runDiff(input: RunDiffInput): RunDiff {
  const { from, to, renamed } = input
  const method = methodChanges(from, to)
  const before = new Map([...openIn(from)].map(([print, one]) => [renamed.get(print) ?? print, one] as const))
  const after = openIn(to)
  const list = new Lists()
  for (const [print, now] of after) {
    const earlier = before.get(print)
    if (earlier === undefined) {
      const because = whyVisible(now.finding, input, method)
      list.add(because === null ? 'appeared' : 'visible', now.finding, because)
    } else if (now.seen && !earlier.seen) list.add('visible', now.finding, 'it could not be re-checked in the earlier run')
    else if (!now.seen && earlier.seen) list.add('invisible', now.finding, now.because ?? 'it could not be re-checked')
    else if (now.seen) list.moved(earlier.finding, now.finding, isNarrower(now.finding, from, to))
    else list.unchanged += 1
  }
  for (const [print, { finding }] of before) {
    if (after.has(print)) continue
    const gone = whyGone(finding, input.closings.get(print) ?? null, to, method)
    list.add(gone.fixed ? 'resolved' : 'invisible', { ...finding, fingerprint: print }, gone.because)
  }
  return {
    from: diffedRun(from),
    to: diffedRun(to),
    method,
    coverage: differingCoverage(from.assessment.coverage, to.assessment.coverage),
    projects: projectDiffs(from, to),
    changed: { appeared: list.of('appeared'), worse: list.of('worse'), better: list.of('better'), resolved: list.of('resolved') },
    decided: { accepted: list.of('accepted'), returned: list.of('returned') },
    onlySeen: { visible: list.of('visible'), invisible: list.of('invisible') },
    unchanged: list.unchanged,
  }
}

type ListName = 'appeared' | 'worse' | 'better' | 'resolved' | 'accepted' | 'returned' | 'visible' | 'invisible'

/** The lists while they grow. */
class Lists {
  readonly #lists = new Map<ListName, DiffedFinding[]>()
  unchanged = 0

  add(name: ListName, finding: Finding, because: string | null, severityBefore: DiffedFinding['severityBefore'] = null): void {
    const { fingerprint, rule, project, severity, sentence } = finding
    const row = { fingerprint, rule: rule.id, project, severity: severity.class, severityBefore, sentence, because }
    const list = this.#lists.get(name)
    if (list === undefined) this.#lists.set(name, [row])
    else list.push(row)
  }

  /** Seen by both runs. */
  moved(before: Finding, now: Finding, narrower: boolean): void {
    const accepted = [before, now].map(({ exception }) => exception !== null && hasEffect(exception.state))
    const until = now.exception === null ? null : `${now.exception.id}, until ${now.exception.until}`
    if (accepted[0] !== accepted[1]) {
      if (accepted[1] === true) return this.add('accepted', now, until)
      return this.add('returned', now, before.exception === null ? null : `${before.exception.id} no longer holds`)
    }
    const way = movement(before, now)
    const was = before.severity.class === now.severity.class ? null : before.severity.class
    if (way === 'same') this.unchanged += 1
    else if (way === 'better' && narrower) this.add('invisible', now, 'it looks less grave, but less was read of its project', was)
    else this.add(way, now, levels(before, now), was)
  }

  of(name: ListName): readonly DiffedFinding[] {
    return sortedBy(this.#lists.get(name) ?? [], ({ severity, fingerprint }) => [-severityRank(severity), fingerprint])
  }
}

function levels(before: Finding, now: Finding): string | null {
  return before.level === null || now.level === null || before.level === now.level ? null : `\`${before.level}\` became \`${now.level}\``
}

/** Was less read of one of its projects than before? */
function isNarrower({ projects }: Finding, from: AuditResult, to: AuditResult): boolean {
  const whole = ({ assessment }: AuditResult, id: string) => assessment.projects.some((project) => project.id === id && isWhole(project))
  return projects.some((id) => whole(from, id) && !whole(to, id))
}

function diffedRun(result: AuditResult): DiffedRun {
  const open = [...openIn(result).values()]
  const { id, now, gatehouse } = result.run
  return { id, now, gatehouse, open: open.length, seen: open.filter(({ seen }) => seen).length }
}

function methodChanges({ run: from }: AuditResult, { run: to }: AuditResult): readonly MethodChange[] {
  const sources = ({ evidence }: AuditResult['run']) => evidence.map(({ source, kind }) => `${source} (${kind})`).join(', ')
  const all: readonly MethodChange[] = [
    { what: 'policy', from: from.policyHash, to: to.policyHash },
    { what: 'configuration', from: from.configHash, to: to.configHash },
    { what: 'joins', from: from.joinsHash ?? 'none', to: to.joinsHash ?? 'none' },
    { what: 'sources', from: sources(from), to: sources(to) },
    { what: 'gatehouse', from: from.gatehouse, to: to.gatehouse },
    { what: 'time-zone-data', from: from.timeZoneData, to: to.timeZoneData },
  ]
  return all.filter((one) => one.from !== one.to)
}
