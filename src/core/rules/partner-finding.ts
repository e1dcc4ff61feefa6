import { compareKeys, distinctTexts, sortedBy } from '../base/order.ts'
import { type Project, effectiveSensitivity } from '../model/declared-project.ts'
import type { Partner } from '../model/declared-partner.ts'
import { levelsOf } from '../model/resource-kind.ts'
import { SENSITIVITIES, type Sensitivity } from '../model/sensitivity.ts'
import type { ComparedAccess } from '../compare/compared-project.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import type { FindingDraft } from './rule.ts'
import { isCompared } from './speaks.ts'

interface Reached {
  readonly access: ComparedAccess
  readonly project: Project
}

/** A partner, and what its people reach; never empty. */
export interface ReachingPartner {
  readonly partner: Partner
  /** The gravest first: by sensitivity, then level. */
  readonly reached: readonly [Reached, ...Reached[]]
  /** The highest sensitivity among them. */
  readonly sensitivity: Sensitivity
}

/** Partners whose people have an access that `isMeant` picks, entitled or not; by slug. O(accesses). */
export function reachingPartners(
  { access, people }: Pick<Facts, 'access' | 'people'>,
  isMeant: (reached: Reached) => boolean,
): readonly ReachingPartner[] {
  const byPartner = new Map<Partner, Reached[]>()
  for (const { project, accesses } of access.projects.filter(isCompared)) {
    for (const one of accesses) {
      const reached = { access: one, project }
      if (!isMeant(reached)) continue
      for (const partner of people.partnersOf(one.person)) {
        const there = byPartner.get(partner)
        if (there === undefined) byPartner.set(partner, [reached])
        else there.push(reached)
      }
    }
  }
  const partners = [...byPartner].flatMap(([partner, list]) => {
    const [first, ...rest] = [...list].sort((a, b) => compareKeys(gravity(a), gravity(b)))
    if (first === undefined) return []
    return [{ partner, reached: [first, ...rest] as const, sensitivity: effectiveSensitivity(first.project) }]
  })
  return sortedBy(partners, ({ partner }) => [partner.slug])
}

function gravity({ access, project }: Reached): readonly (string | number)[] {
  const { kind, slug } = access.resource
  return [
    -SENSITIVITIES.indexOf(effectiveSensitivity(project)),
    -levelsOf(kind).indexOf(access.level),
    project.slug,
    slug,
    access.person.key,
  ]
}

/** The finding about a partner: what the rule says of it, and the way of the gravest access as its proof. */
export function partnerFinding(
  { partner, reached, sensitivity }: ReachingPartner,
  said: Pick<FindingDraft, 'severity' | 'sentence' | 'remediation'> & { readonly because: string },
  { access }: Pick<Facts, 'access'>,
): FindingDraft {
  const projects = distinctTexts(reached.map(({ project }) => project.slug))
  const people = distinctTexts(reached.map((one) => one.access.person.key))
  const [gravest] = reached
  const described = access.describe(gravest.access, gravest.project)
  return plainFinding(
    {
      identity: { family: 'at-large', holder: 'partner', key: partner.slug, conflict: null },
      project: projects.length === 1 ? (projects[0] ?? null) : null,
      projects,
      sensitivity,
      severity: said.severity,
      sentence: said.sentence,
      detail: `${people.length === 1 ? 'one person' : `${people.length} people`} of \`${partner.slug}\` (${people.join(', ')}) reach ${projects.map((slug) => `\`${slug}\``).join(', ')}; ${said.because}`,
      remediation: said.remediation,
      owner: null,
    },
    {
      subject: { key: partner.slug, label: partner.name, relation: 'partner', external: true, organisation: partner.name, host: null },
      proof: described.proof,
      otherPaths: described.otherPaths,
    },
  )
}

/** `Portable quantum gravity sensing`, or `3 projects`. */
export function projectsInWords({ reached }: ReachingPartner): string {
  const titles = distinctTexts(reached.map(({ project }) => project.title))
  return titles.length === 1 ? (titles[0] ?? '') : `${titles.length} projects`
}
