import { diagnosticText } from '../base/diagnostic.ts'
import type { ComparedProject } from '../compare/compared-project.ts'
import { isExternalFor } from '../compare/comparison.ts'
import { acceptedBlindSpot, isExcess, projectStatus } from '../compare/project-status.ts'
import type { ProjectAssessment, ProjectCounts } from '../model/audit-result.ts'
import { effectiveSensitivity } from '../model/declared-project.ts'
import type { BrokenEntry } from '../model/policy-load.ts'
import { type FindingsByAccess, accessRows, isAccepted } from './access-rows.ts'
import { gapId } from './gap-id.ts'
import type { Night } from './night.ts'

/** How one project stands tonight. */
export function projectAssessment(compared: ComparedProject, found: FindingsByAccess, night: Night): ProjectAssessment {
  const { context, sha256 } = night
  const { project, shortfalls, accesses } = compared
  const { institution, blindSpots } = context.policy
  return {
    id: project.slug,
    title: project.title,
    lead: project.lead.written,
    deputy: project.deputy?.written ?? null,
    sensitivity: effectiveSensitivity(project),
    crownJewel: project.crownJewel,
    status: projectStatus(compared, institution, blindSpots, context.today),
    reasons: compared.compared
      ? shortfalls.map((shortfall) => ({
          says: shortfall.says,
          gap: shortfall.gap === null ? null : gapId(shortfall.gap, sha256),
          cure: shortfall.cure,
          blindSpot: acceptedBlindSpot(shortfall, institution, blindSpots, context.today)?.id ?? null,
        }))
      : [],
    restsOn: compared.restsOn,
    counts: counts(compared, found, night),
    resources: compared.resources.map(({ resource, observed, people }) => ({
      slug: resource.slug,
      kind: resource.kind,
      address: resource.at.text,
      observed,
      people,
      excess: accesses.filter((access) => access.resource === resource && compared.compared && isExcess(access.standing.kind)).length,
    })),
    access: compared.compared ? accessRows(compared, found, night) : [],
  }
}

function counts({ project, accesses, compared }: ComparedProject, found: FindingsByAccess, { context }: Night): ProjectCounts {
  const people = new Set(accesses.map(({ person }) => person))
  const excess = compared ? accesses.filter(({ standing }) => isExcess(standing.kind)) : []
  const ofKind = (kind: string): number => (compared ? accesses.filter(({ standing }) => standing.kind === kind).length : 0)
  return {
    people: people.size,
    externals: [...people].filter((person) => isExternalFor(person, project, context)).length,
    accesses: accesses.length,
    entitledAccesses: ofKind('entitled'),
    excessPeople: new Set(excess.map(({ person }) => person)).size,
    excessAccesses: excess.length,
    acceptedAccesses: excess.filter((access) => isAccepted(found.about(project.slug, access))).length,
    notAssessedAccesses: ofKind('not-assessed'),
  }
}

/** A project whose entry does not load: it is there, and nothing can be said about it but why. Null for entries of other sections. */
export function brokenProject(entry: BrokenEntry): ProjectAssessment | null {
  if (entry.section !== 'projects') return null
  const { title, lead, sensitivity, crownJewel, resources } = entry.known
  return {
    id: entry.key,
    title: title ?? entry.key,
    lead: lead?.written ?? null,
    deputy: null,
    // What cannot be read is treated as the gravest, so that nothing hides behind a typing error.
    sensitivity: crownJewel === true ? 'controlled' : (sensitivity ?? 'controlled'),
    crownJewel: crownJewel ?? false,
    status: { kind: 'not-assessed' },
    reasons: entry.because.map((diagnostic) => ({
      says: `its policy does not load: ${diagnosticText(diagnostic)}`,
      gap: null,
      cure: diagnostic.help,
      blindSpot: null,
    })),
    restsOn: [],
    counts: {
      people: 0,
      externals: 0,
      accesses: 0,
      entitledAccesses: 0,
      excessPeople: 0,
      excessAccesses: 0,
      acceptedAccesses: 0,
      notAssessedAccesses: 0,
    },
    resources: resources.map(({ slug, kind, at }) => ({ slug, kind, address: at.text, observed: false, people: 0, excess: 0 })),
    access: [],
  }
}
