import type { AuditResult, ProjectAssessment } from '../../model/audit-result.ts'
import type { Finding, FindingFamily } from '../../model/finding.ts'
import type { MethodChange } from '../../model/run-diff.ts'
import { isWhole } from './project-diff.ts'

/** Families whose findings the policy alone can bring about, without anything having changed in the systems. */
const OF_POLICY: ReadonlySet<FindingFamily> = new Set<FindingFamily>(['condition', 'segment', 'declared-thing', 'ending', 'at-large'])

/**
 * Why a finding that was not open in the earlier run may be no news: one line, or null where that run would have told it.
 *
 * In this order: nobody looked, the earlier run could not see, or it judged by another policy.
 */
export function whyVisible(
  finding: Finding,
  { from, baselines }: { readonly from: AuditResult; readonly baselines: ReadonlySet<string> },
  method: readonly MethodChange[],
): string | null {
  const before = from.assessment.projects.filter(({ id }) => finding.projects.includes(id))
  if (finding.projects.length > 0 && before.length === 0) return 'its project was not declared in the earlier run'
  if (baselines.has(finding.fingerprint)) return 'its project, source, unit or rule was looked at for the first time'
  return unseenBefore(finding, before, from) ?? otherwiseJudged(finding, before, method)
}

function unseenBefore({ evidence, family }: Finding, before: readonly ProjectAssessment[], { assessment }: AuditResult): string | null {
  // A finding about a source says itself that something was not read.
  if (family === 'source' || family === 'hold' || family === 'process') return null
  const incomplete = before.find((project) => !isWhole(project))
  if (incomplete !== undefined)
    return `the earlier run did not see all of \`${incomplete.id}\`: ${incomplete.reasons[0]?.says ?? 'it was not assessed'}`
  const rows = assessment.coverage.filter(({ source }) => evidence.some((one) => one.source === source))
  const unread = rows.find(({ state }) => state !== 'complete')
  if (unread !== undefined) return `the earlier run did not read all of ${unread.source}: ${unread.dataset} was ${unread.state}`
  const missing = evidence.find(({ source }) => !rows.some((row) => row.source === source))
  return missing === undefined ? null : `the earlier run did not have the source ${missing.source}`
}

function otherwiseJudged(
  { resource, subject, project, family }: Finding,
  before: readonly ProjectAssessment[],
  method: readonly MethodChange[],
): string | null {
  const changed = method.filter(({ what }) => what === 'policy' || what === 'configuration' || what === 'joins' || what === 'gatehouse')
  if (changed.length === 0) return null
  const what = changed.map((one) => one.what).join(', ')
  const own = before.find(({ id }) => id === project)
  if (
    own !== undefined &&
    resource !== null &&
    !own.resources.some(({ slug, address }) => slug === resource.slug || address === resource.address)
  )
    return 'its resource was not declared in the earlier run'
  const row = own?.access.find((one) => one.subject === subject?.key && one.resource === resource?.slug)
  if (row !== undefined) return `the access was there and counted as ${row.standing}; changed meanwhile: ${what}`
  return OF_POLICY.has(family) ? `it may rest on what changed meanwhile: ${what}` : null
}
