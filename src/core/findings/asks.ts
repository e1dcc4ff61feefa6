import { distinctTexts, sortedBy } from '../base/order.ts'
import type { AuditResult } from '../model/audit-result.ts'
import type { Finding, SeverityClass } from '../model/finding.ts'
import type { Ask } from '../model/measures.ts'
import { hasEffect } from './exceptions.ts'

/** So many stand on page one: what the board is asked for, and what is looked back at. */
export const ASKS_ON_PAGE_ONE = 10

/** Below that a project lead decides, or IT puts it right: a board is not asked. */
const GRAVE: ReadonlySet<SeverityClass> = new Set<SeverityClass>(['critical', 'high'])
/** Decisions that only the senior level takes, however grave. */
const SENIOR: ReadonlySet<string> = new Set(['GOV-05', 'GOV-01'])

/**
 * The decisions that tonight's open findings ask of the institution's offices, one for each project and office: what is due first stands
 * first. Findings whose closing is merely awaited, or that are accepted for now, ask for nothing.
 */
export function asksOf({ assessment, life }: Pick<AuditResult, 'assessment' | 'life'>): readonly Ask[] {
  const lives = new Map(life.findings.map((one) => [one.fingerprint, one]))
  const seen = new Set(assessment.findings.map(({ fingerprint }) => fingerprint))
  const unseen = life.findings.flatMap(({ fingerprint, state, lastKnown }) =>
    state === 'resolved' || lastKnown === null || seen.has(fingerprint) ? [] : [lastKnown],
  )
  const asking = [...assessment.findings, ...unseen].filter(asks)
  const titles = new Map(assessment.projects.map(({ id, title }) => [id, title]))
  const groups = Map.groupBy(asking, (finding) => JSON.stringify([finding.project ?? '', officeOf(finding)]))
  const all = [...groups.values()].map((findings): Ask => {
    const [first] = findings
    const project = first?.project ?? ''
    const days = findings.flatMap(({ fingerprint }) => lives.get(fingerprint)?.due ?? [])
    return {
      project,
      title: titles.get(project) ?? (project === '' ? 'the institution' : project),
      office: first === undefined ? 'nobody' : officeOf(first),
      risks: distinctTexts(findings.map(({ rule }) => rule.title)),
      by: days.sort()[0] ?? null,
      findings: distinctTexts(findings.map(({ fingerprint }) => fingerprint)),
    }
  })
  return sortedBy(all, ({ by, project, office }) => [by ?? '~', project, office])
}

function asks({ severity, mayAccept, rule, exception, family }: Finding): boolean {
  if (exception !== null && hasEffect(exception.state)) return false
  if (SENIOR.has(rule.id)) return true
  // What was not read is cured, not decided; that something is overdue is said by its date.
  if (family === 'source' || family === 'process') return false
  return GRAVE.has(severity.class) && mayAccept !== 'project-lead'
}

function officeOf({ mayAccept, rule }: Finding): string {
  return SENIOR.has(rule.id) ? 'senior_lead' : mayAccept
}
