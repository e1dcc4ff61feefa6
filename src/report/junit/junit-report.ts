import { assertNever } from '../../core/base/assert-never.ts'
import { byPlace, diagnosticText } from '../../core/base/diagnostic.ts'
import { distinctTexts, sortedBy } from '../../core/base/order.ts'
import type { AuditResult, ProjectAssessment, ResourceAssessment } from '../../core/model/audit-result.ts'
import type { ReportFile } from '../report-file.ts'
import { type FindingView, type ResultView, isAccepted, resultView } from '../result-view.ts'
import { counted } from '../words/count-words.ts'
import { coverageOfProject, statusSentence, statusWords } from '../words/status-words.ts'
import { type JunitCase, type JunitOutcome, type JunitSuite, junitXml } from './junit-xml.ts'

/**
 * `junit.xml`: a suite a project, a case a resource, and one for what belongs to no single resource.
 *
 * INVARIANT: a case passes only where nothing that it speaks of is in excess and the project's coverage is complete. A run without
 * any project has an error, since CI takes an empty file for a pass.
 */
export function junitReport(result: AuditResult): readonly ReportFile[] {
  const view = resultView(result)
  const suites = [
    ...sortedBy(view.projects, ({ id }) => id).map((project) => projectSuite(project, view)),
    ...policySuite(result),
    ...atLargeSuite(view),
  ]
  return [{ path: 'junit.xml', text: junitXml(`Gatehouse run ${result.run.id}`, suites.length === 0 ? [nothingCompared()] : suites) }]
}

function projectSuite(project: ProjectAssessment, view: ResultView): JunitSuite {
  const open = view.openByProject.get(project.id) ?? []
  const slugs = new Set(project.resources.map(({ slug }) => slug))
  const ofResource = (slug: string) => open.filter(({ finding }) => finding.resource?.slug === slug)
  const others = open.filter(({ finding }) => finding.excess && !slugs.has(finding.resource?.slug ?? ''))
  const whole: readonly JunitCase[] =
    others.length > 0 || slugs.size === 0 ? [{ name: 'the project as a whole', outcome: outcomeOf(project, null, others, view) }] : []
  return {
    name: project.id,
    properties: [
      ['status', statusWords(project.status)],
      ['coverage', coverageOfProject(project)],
      ['run', view.result.run.id],
    ],
    cases: [
      ...sortedBy(project.resources, ({ slug }) => slug).map((resource) => ({
        name: `${resource.slug} (${resource.kind} ${resource.address})`,
        outcome: outcomeOf(project, resource, ofResource(resource.slug), view),
      })),
      ...whole,
    ],
  }
}

/** Null: what belongs to no single resource of the project. */
function outcomeOf(
  project: ProjectAssessment,
  resource: ResourceAssessment | null,
  open: readonly FindingView[],
  view: ResultView,
): JunitOutcome {
  if (project.status.kind === 'not-compared') return { kind: 'skipped', says: statusSentence(project, view) }
  const excess = open.filter(({ finding, seen }) => seen && finding.excess)
  const bare = excess.filter((one) => !isAccepted(one))
  // The count of the assessment is asked too: an access without a finding of its own is excess all the same.
  const unlisted = resource !== null && excess.length === 0 ? resource.excess : 0
  if (bare.length > 0 || unlisted > 0) {
    const says =
      bare.length > 0
        ? counted(bare.length, 'finding of excess access', 'findings of excess access')
        : counted(unlisted, 'access without entitlement', 'accesses without entitlement')
    return { kind: 'failure', type: 'excess', says: withCoverage(says, project), details: bare.map(findingLine) }
  }
  if (resource?.observed === false) return notAssessed([`\`${resource.slug}\` was not observed`], project, view)
  const unchecked = open.filter(({ finding, seen }) => !seen && finding.excess)
  if (unchecked.length > 0)
    return notAssessed(
      unchecked.map((one) => `open, not re-checked: ${findingLine(one)}`),
      project,
      view,
    )
  return ofStatus(project, excess, view)
}

function ofStatus(project: ProjectAssessment, accepted: readonly FindingView[], view: ResultView): JunitOutcome {
  const { status } = project
  switch (status.kind) {
    case 'not-assessed':
      return notAssessed([], project, view)
    case 'excess':
      if (status.coverage === 'partial') return notAssessed([], project, view)
      return accepted.length === 0 ? { kind: 'passed' } : acceptedOutcome(accepted)
    case 'none-in-what-was-read':
      return { kind: 'skipped', says: statusSentence(project, view) }
    case 'none':
      return accepted.length === 0 ? { kind: 'passed' } : acceptedOutcome(accepted)
    case 'not-compared':
      return { kind: 'skipped', says: statusSentence(project, view) }
    default:
      return assertNever(status, 'status')
  }
}

function acceptedOutcome(accepted: readonly FindingView[]): JunitOutcome {
  const says = accepted.map(
    ({ finding: { exception, sentence } }) => `accepted until ${exception?.until ?? '?'} (${exception?.id ?? '?'}): ${sentence}`,
  )
  return { kind: 'skipped', says: says.join('; ') }
}

function notAssessed(details: readonly string[], project: ProjectAssessment, view: ResultView): JunitOutcome {
  const reasons = project.reasons.map(({ says, cure }) => (cure === null ? says : `${says} (cure: ${cure})`))
  return { kind: 'error', type: 'not-assessed', says: statusSentence(project, view), details: [...details, ...reasons] }
}

function withCoverage(says: string, project: ProjectAssessment): string {
  return coverageOfProject(project) === 'complete' ? says : `at least ${says}: coverage is ${coverageOfProject(project)}`
}

function findingLine({ finding }: FindingView): string {
  return `${finding.rule.id} ${finding.severity.class}: ${finding.sentence} (gatehouse explain ${finding.fingerprint})`
}

/** A broken file may hold a project that no suite above speaks of. */
function policySuite({ assessment: { policyDiagnostics } }: AuditResult): readonly JunitSuite[] {
  const errors = policyDiagnostics.filter(({ level }) => level === 'error')
  if (errors.length === 0) return []
  const files = distinctTexts(errors.map(({ file }) => file))
  const cases = files.map((file): JunitCase => {
    const own = errors.filter((one) => one.file === file).sort(byPlace)
    return { name: file, outcome: { kind: 'error', type: 'policy', says: counted(own.length, 'error'), details: own.map(diagnosticText) } }
  })
  return [{ name: 'policy files', properties: [], cases }]
}

function atLargeSuite(view: ResultView): readonly JunitSuite[] {
  const excess = view.atLarge.filter((one) => one.finding.excess && !isAccepted(one))
  if (excess.length === 0) return []
  const cases = excess.map((one): JunitCase => {
    const outcome: JunitOutcome = one.seen
      ? { kind: 'failure', type: 'excess', says: one.finding.sentence, details: [findingLine(one)] }
      : { kind: 'error', type: 'not-assessed', says: 'open, not re-checked', details: [findingLine(one)] }
    return { name: `${one.finding.rule.id} ${one.finding.fingerprint}`, outcome }
  })
  return [{ name: 'no single project', properties: [], cases }]
}

function nothingCompared(): JunitSuite {
  const says = 'no project is declared, so nothing was compared'
  const outcome: JunitOutcome = { kind: 'error', type: 'not-assessed', says, details: ['draft one: gatehouse policy init'] }
  return { name: 'projects', properties: [], cases: [{ name: 'any project', outcome }] }
}
