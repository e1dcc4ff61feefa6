import { distinctTexts } from '../base/order.ts'
import { type Day } from '../base/instant.ts'
import type { Assessment, FindingLife, ProjectAssessment } from '../model/audit-result.ts'
import type { Finding } from '../model/finding.ts'
import type { Measure, MeasureName } from '../model/measures.ts'
import { hasEffect } from './exceptions.ts'

/** What the measures are worked out from: a result, or what will become one. */
export interface Measured {
  readonly assessment: Pick<Assessment, 'coverage' | 'population' | 'projects' | 'findings'>
  readonly life: { readonly findings: readonly FindingLife[] }
  readonly today: Day
}

/**
 * The institution in numbers, in the order of `MEASURE_NAMES`. O(accesses + findings + coverage).
 *
 * INVARIANT: `unread` is empty only where every dataset that the number rests on was read completely, so that a reader can tell a small
 * number from a number of which little was seen.
 */
export function measuresOf(measured: Measured): readonly Measure[] {
  const { assessment } = measured
  const compared = assessment.projects.filter(({ status }) => status.kind !== 'not-compared')
  const crown = compared.filter(({ crownJewel }) => crownJewel)
  const sources = sourceStates(assessment)
  const everything = distinctTexts([...sources.broken, ...projectNames(compared.filter(isBrokenAlone))])
  const ofCompared = unreadBehind(compared, assessment)
  const ofCrown = unreadBehind(crown, assessment)
  const open = openFindings(measured)
  return [
    measure('sources-on-time', sources.all - sources.broken.length, sources.all, []),
    measure(
      'crown-resources-seen',
      sum(crown, ({ resources }) => resources.filter(({ observed }) => observed).length),
      sum(crown, ({ resources }) => resources.length),
      [],
    ),
    measure(
      'affiliations-known',
      assessment.population.externals - assessment.population.unknownAffiliation,
      assessment.population.externals,
      everything,
    ),
    measure('projects-answered', compared.filter(({ reasons }) => reasons.length === 0).length, compared.length, []),
    externals('externals-without-entitlement', compared, ['excess', 'accepted'], ofCompared),
    externals('crown-externals-without-entitlement', crown, ['excess', 'accepted'], ofCrown),
    measure(
      'access-after-end',
      open.filter(({ finding }) => AFTER_END.has(finding.rule.id)).length,
      open.filter(isAboutAccess).length,
      ofCompared,
    ),
    overdue(open, measured.today, ofCompared),
    ...partners(compared, open, ofCompared),
    externals('externals-entitled', compared, ['entitled'], ofCompared),
  ]
}

/** Incomplete sources that these projects rest on; a project that is short of something that no dataset tells is named itself. */
function unreadBehind(projects: readonly ProjectAssessment[], { coverage }: Pick<Assessment, 'coverage'>): readonly string[] {
  const ids = new Set(projects.map(({ id }) => id))
  const rows = coverage.filter(({ state, projects: resting }) => state !== 'complete' && resting.some((id) => ids.has(id)))
  const told = new Set(rows.flatMap((row) => row.projects))
  const short = projects.filter(({ id, reasons }) => reasons.length > 0 && !told.has(id))
  return distinctTexts([...rows.map(({ source }) => source), ...projectNames(short)])
}

interface OpenFinding {
  readonly finding: Finding
  readonly life: FindingLife
}

const AFTER_END: ReadonlySet<string> = new Set(['EXP-01', 'EXP-02', 'EXP-06'])

function isAboutAccess({ finding }: OpenFinding): boolean {
  return finding.excess || AFTER_END.has(finding.rule.id)
}

/** Open ones, those that could not be re-checked among them: they were not put right. */
function openFindings({ assessment, life }: Measured): readonly OpenFinding[] {
  const seen = new Map(assessment.findings.map((finding) => [finding.fingerprint, finding]))
  return life.findings.flatMap((one) => {
    const finding = seen.get(one.fingerprint) ?? one.lastKnown
    return one.state === 'resolved' || finding === null ? [] : [{ finding, life: one }]
  })
}

function overdue(open: readonly OpenFinding[], today: Day, unread: readonly string[]): Measure {
  const dated = open.filter(({ finding, life }) => life.due !== null && !(finding.exception !== null && hasEffect(finding.exception.state)))
  return measure('findings-overdue', dated.filter(({ life }) => life.due !== null && life.due < today).length, dated.length, unread)
}

function externals(
  name: MeasureName,
  projects: readonly ProjectAssessment[],
  standings: readonly string[],
  unread: readonly string[],
): Measure {
  const all = new Set<string>()
  const hit = new Set<string>()
  for (const { access } of projects) {
    for (const { external, subject, standing } of access) {
      if (!external) continue
      all.add(subject)
      if (standings.includes(standing)) hit.add(subject)
    }
  }
  return measure(name, hit.size, all.size, unread)
}

/** Of the partners whose people reach a project: for how many no finding says that agreement, or due diligence, is missing. */
function partners(projects: readonly ProjectAssessment[], open: readonly OpenFinding[], unread: readonly string[]): readonly Measure[] {
  const all = new Set(
    projects.flatMap(({ access }) =>
      access.flatMap(({ relation, organisation }) => (isPartner(relation) && organisation !== null ? [organisation] : [])),
    ),
  )
  const without = (rules: readonly string[]) =>
    new Set(
      open.flatMap(({ finding: { rule, subject } }) =>
        rules.includes(rule.id) && subject !== null ? [subject.organisation ?? subject.label] : [],
      ),
    )
  const lacking = (rules: readonly string[]) => [...without(rules)].filter((name) => all.has(name)).length
  return [
    measure('partners-with-agreement', all.size - lacking(['AGR-01', 'AGR-02', 'ACC-06']), all.size, unread),
    measure('partners-with-diligence', all.size - lacking(['AGR-03']), all.size, unread),
  ]
}

function isPartner(relation: string): boolean {
  return relation === 'partner' || relation === 'partner, ended'
}

function sourceStates({ coverage }: Pick<Assessment, 'coverage'>): { readonly all: number; readonly broken: readonly string[] } {
  return {
    all: new Set(coverage.map(({ source }) => source)).size,
    broken: distinctTexts(coverage.filter(({ state }) => state !== 'complete').map(({ source }) => source)),
  }
}

// A policy that does not load leaves its project without a dataset to name.
function isBrokenAlone({ reasons, restsOn }: ProjectAssessment): boolean {
  return reasons.length > 0 && restsOn.length === 0
}

const PROJECTS_NAMED = 10

// Kept for every night of years: ten thousand names of projects would fill the store and tell a board nothing.
function projectNames(projects: readonly ProjectAssessment[]): readonly string[] {
  return projects.length > PROJECTS_NAMED ? [`${projects.length} projects`] : projects.map(({ id }) => `project ${id}`)
}

function measure(name: MeasureName, count: number, all: number, unread: readonly string[]): Measure {
  return { name, count, all, unread }
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
