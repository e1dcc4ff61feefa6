import { distinctTexts } from '../base/order.ts'
import { isExternal } from '../compare/affiliation.ts'
import { type Bound, fixedSeverity } from '../findings/severity.ts'
import { effectiveSensitivity } from '../model/declared-project.ts'
import { compareSensitivity } from '../model/sensitivity.ts'
import { who } from './access-words.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type Reached, gravestOf, reachesOfPartners, reachesOfPeople } from './reached-projects.ts'
import { type FindingDraft, rule } from './rule.ts'

/** One external person, or the people of one partner, reach as many sensitive projects as the institution counts as many. */
export const reachCumulative = rule(
  {
    id: 'ACC-07',
    name: 'reach-cumulative',
    title: 'Cumulative reach',
    severity: 'medium; high if one is controlled',
    needs: ['access', 'people!'],
    remediation: 'senior decision, or reduce',
    serves: ['TR-risk', 'AC-6'],
  },
  (facts) => {
    const { people, access, policy } = facts
    const reached = access.projects
      .filter(({ project }) => compareSensitivity(effectiveSensitivity(project), 'sensitive') >= 0)
      .flatMap(({ project, accesses }) => accesses.map((one): Reached => ({ access: one, project })))
      .filter(({ access: { person } }) => isExternal(people.affiliation(person)))
    const enough = policy.declared.institution.thresholds.cumulativeProjects
    const isMany = (all: readonly Reached[]): boolean => slugsOf(all).length >= enough
    return [
      ...[...reachesOfPeople(reached)]
        .filter(([, all]) => isMany(all))
        .map(([person, all]) => {
          const subject = people.describe(person, null)
          const { described, access: gravest } = gravestOf(all, access)
          const draft = cumulative(all, { holder: 'subject', key: person.key }, who(subject), facts)
          const { slug, kind, at } = gravest.resource
          const { account, proof, otherPaths } = described
          return { ...draft, subject, account, proof, otherPaths, level: gravest.level, resource: { slug, kind, address: at.text } }
        }),
      ...[...reachesOfPartners(reached, people)]
        .filter(([, all]) => isMany(all))
        .map(([partner, all]) => {
          const names = distinctTexts(all.map((one) => one.access.person.label))
          return cumulative(all, { holder: 'partner', key: partner.slug }, `${partner.name}, by ${names.join(', ')},`, facts)
        }),
    ]
  },
)

function slugsOf(all: readonly Reached[]): readonly string[] {
  return distinctTexts(all.map(({ project }) => project.slug))
}

function cumulative(
  all: readonly Reached[],
  holder: { readonly holder: 'subject' | 'partner'; readonly key: string },
  name: string,
  { policy }: Pick<Facts, 'policy'>,
): FindingDraft {
  const projects = slugsOf(all)
  const titles = distinctTexts(all.map(({ project }) => project.title))
  const controlled = all.some(({ project }) => effectiveSensitivity(project) === 'controlled')
  const floors: readonly Bound[] = controlled ? [{ what: 'one of them is controlled', to: 'high' }] : []
  const { cumulativeProjects } = policy.declared.institution.thresholds
  return plainFinding({
    identity: { family: 'at-large', ...holder, conflict: null },
    project: null,
    projects,
    sensitivity: controlled ? 'controlled' : 'sensitive',
    severity: fixedSeverity('medium', `reaches ${projects.length} sensitive or controlled projects`, floors),
    sentence: `${name} can reach ${projects.length} sensitive projects together: ${titles.join('; ')}.`,
    detail: `${holder.holder} \`${holder.key}\` reaches ${projects.map((slug) => `\`${slug}\``).join(', ')}; \`cumulative_projects\` is ${cumulativeProjects}`,
    remediation: 'decide at senior level whether one outside party should see all of it, or take some of the access away',
    owner: null,
  })
}
