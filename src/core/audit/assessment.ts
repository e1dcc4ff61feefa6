import { distinctTexts, sortedBy } from '../base/order.ts'
import { isExternal } from '../compare/affiliation.ts'
import type { ComparedProject } from '../compare/compared-project.ts'
import { comparedCauses } from '../compare/compared-causes.ts'
import type { Comparison } from '../compare/comparison.ts'
import { officers } from '../compare/officers.ts'
import { outOfScope } from '../compare/out-of-scope.ts'
import { isExcess } from '../compare/project-status.ts'
import { withExceptions } from '../findings/exceptions.ts'
import type { Assessment, GapRow, Population } from '../model/audit-result.ts'
import { type Gap, datasetId } from '../model/coverage.ts'
import { GRADED_SEVERITIES, type Institution } from '../model/declared-institution.ts'
import type { Partner } from '../model/declared-partner.ts'
import { effectiveSensitivity } from '../model/declared-project.ts'
import type { Finding } from '../model/finding.ts'
import { SENSITIVITIES } from '../model/sensitivity.ts'
import { catalogue } from '../rules/catalogue.ts'
import type { Silence } from '../rules/run-rules.ts'
import { findingsByAccess } from './access-rows.ts'
import { gapId } from './gap-id.ts'
import type { Night } from './night.ts'
import { brokenProject, projectAssessment } from './project-assessment.ts'
import { unevaluatedSections } from './unevaluated-sections.ts'

/** Marks what is accepted; whether an exception matched nothing can be said only where everything was assessed. */
export function exceptionsOf(
  { findings, silences }: { readonly findings: readonly Finding[]; readonly silences: readonly Silence[] },
  context: Comparison,
): ReturnType<typeof withExceptions> {
  const { policy, today } = context
  const active = new Set(catalogue.map(({ meta }) => meta.id))
  return withExceptions({
    exceptions: policy.exceptions,
    institution: policy.institution,
    findings,
    today,
    officers: officers(context),
    sensitivityOf: (slug) => {
      const project = policy.projects.find((candidate) => candidate.slug === slug)
      return project === undefined ? null : effectiveSensitivity(project)
    },
    isAssessed: ({ rule, project }) =>
      (rule === null || active.has(rule)) &&
      !silences.some(
        (silence) =>
          silence.rule === (rule ?? 'ACC-01') && (silence.projects.length === 0 || project === null || silence.projects.includes(project)),
      ),
  })
}

/** Puts the night into the shape of a result. */
export function assessed(night: Night): Assessment {
  const { compared, context, load, findings, exceptions, reach, sha256 } = night
  const found = findingsByAccess(findings, context.snapshot.accounts)
  const byProject = [
    ...load.broken.flatMap((entry) => brokenProject(entry) ?? []),
    ...compared.map((one) => projectAssessment(one, found, night)),
  ]
  const resting = compared.filter((one) => one.compared)
  const excess = resting.flatMap(({ project, accesses }) =>
    accesses.flatMap((access) => {
      if (!isExcess(access.standing.kind)) return []
      const finding = found.about(project.slug, access).find(({ family }) => family === 'access')
      return finding === undefined ? [] : [{ finding, access }]
    }),
  )
  return {
    coverage: context.ledger.rows.map((row) => ({ ...row, projects: restingOn(resting, datasetId(row)) })),
    gaps: gapRows(resting, night),
    neverChecked: outOfScope,
    population: population(context),
    projects: sortedBy(byProject, ({ id }) => id),
    findings,
    causes: comparedCauses(excess, reach, context, sha256),
    exceptions,
    rulesNotAssessed: notAssessed(night),
    policyDiagnostics: load.diagnostics,
    offices: officesOf(context.policy.institution),
    appetite: borneRisk(context.policy.institution),
    funders: fundersOf(context.policy.partners),
  }
}

function officesOf({ seniorLead, siro, champions, officers: named }: Institution): Assessment['offices'] {
  return [
    { office: 'senior-lead', holder: seniorLead.written },
    { office: 'siro', holder: siro.written },
    { office: 'champion/academic', holder: champions.academic?.written ?? null },
    { office: 'champion/corporate', holder: champions.corporate?.written ?? null },
    ...sortedBy(named, ({ role }) => role).map(({ role, person }) => ({ office: `officers/${role}`, holder: person.written })),
  ]
}

function borneRisk({ appetite: { bySensitivity, funding, coverage } }: Institution): Assessment['appetite'] {
  const open = SENSITIVITIES.flatMap((sensitivity) =>
    GRADED_SEVERITIES.flatMap((severity) => {
      const max = bySensitivity[sensitivity].open[severity]
      return max === null ? [] : [{ sensitivity, severity, max }]
    }),
  )
  return { open, ...coverage, ...funding }
}

function fundersOf(partners: readonly Partner[]): Assessment['funders'] {
  const declared = partners.flatMap(({ name, country, funderShare }) =>
    funderShare === null ? [] : [{ name, country, share: funderShare }],
  )
  return sortedBy(declared, ({ name, share }) => [-share, name])
}

/** Rules that could not speak, and single findings of which nobody can say whether they are there; told once for one reason. */
function notAssessed({ silences, undecided }: Night): Assessment['rulesNotAssessed'] {
  const single = Map.groupBy(undecided, ({ rule, reason, projects }) => JSON.stringify([rule, reason, projects.length === 0]))
  const told = [...single.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ rule: first.rule, reason: first.reason, projects: distinctTexts([first, ...others].flatMap(({ projects }) => projects)) }],
  )
  return sortedBy([...silences, ...told], ({ rule, reason, projects }) => [rule, reason, projects.join(' ')])
}

function restingOn(compared: readonly ComparedProject[], dataset: string): readonly string[] {
  return compared.filter(({ restsOn }) => restsOn.includes(dataset)).map(({ project }) => project.slug)
}

function gapRows(compared: readonly ComparedProject[], { context, sha256 }: Night): readonly GapRow[] {
  const touched = new Map<Gap, string[]>()
  for (const { project, shortfalls } of compared) {
    for (const { gap } of shortfalls) {
      if (gap === null) continue
      touched.set(gap, [...(touched.get(gap) ?? []), project.slug])
    }
  }
  const rows = context.ledger.gaps.map((gap) => ({ ...gap, id: gapId(gap, sha256), projects: touched.get(gap) ?? [] }))
  const sections = unevaluatedSections(context.policy).map(({ gap, projects }) => ({ ...gap, id: gapId(gap, sha256), projects }))
  return sortedBy([...rows, ...sections], (gap) => [datasetId(gap), gap.record ?? '', gap.code, gap.reason, gap.at ?? ''])
}

function population(context: Comparison): Population {
  const { snapshot } = context
  const affiliations = snapshot.people.map((person) => context.affiliation(person))
  return {
    accounts: snapshot.accounts.length,
    groups: snapshot.groups.length,
    memberships: snapshot.memberships.count,
    people: snapshot.people.length,
    externals: affiliations.filter(isExternal).length,
    unknownAffiliation: affiliations.filter(({ matches }) => matches.length === 0).length,
    ambiguousAccounts: new Set(snapshot.doubtfulJoins.map(({ account }) => account)).size,
  }
}
