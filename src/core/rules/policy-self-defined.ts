import { sortedBy } from '../base/order.ts'
import { fixedSeverity } from '../findings/severity.ts'
import { type Project, effectiveSensitivity } from '../model/declared-project.ts'
import type { ResourceAddress } from '../model/resource-address.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { rule } from './rule.ts'

/**
 * A `who` group that is, or nests in, a declared resource, or that its own members or somebody external may change: then the policy
 * agrees with whatever it finds. In the first two cases the line entitles nobody for certain (`authority-groups.ts`).
 */
export const policySelfDefined = rule(
  {
    id: 'POL-04',
    name: 'policy-self-defined',
    title: 'The policy defines itself by what it audits',
    severity: 'high',
    needs: ['groups', 'access'],
    sees: ['people'],
    remediation: 'use an authority or names',
    serves: ['AC-2'],
  },
  (facts) =>
    authorityLines(facts.policy.declared.projects).flatMap(({ project, authority }) => {
      const says = definedBy(authority, facts) ?? changedBy(authority, project, facts)
      if (says === null) return []
      return [
        plainFinding({
          identity: {
            family: 'declared-thing',
            thing: { kind: 'entry', section: `projects.${project.slug}.entitled`, key: authority.text },
          },
          project: project.slug,
          projects: [project.slug],
          sensitivity: effectiveSensitivity(project),
          severity: fixedSeverity('high', 'the policy defines itself'),
          sentence: `${project.title} takes its list of entitled people from a group that ${says}, so the comparison proves nothing there.`,
          detail: `authority \`${authority.text}\` ${says}`,
          remediation: 'name people, or a group that an approval process alone may fill',
          owner: project.lead.written,
        }),
      ]
    }),
)

function definedBy(authority: ResourceAddress, { groups }: Pick<Facts, 'groups'>): string | null {
  const around = groups.declaredAround(authority)
  return around === null ? null : `is, or lies within, the declared resource “${around.resource.slug}” of ${around.project.title}`
}

/** Who fills the list though it should say whom others approved: somebody on it, or somebody from outside. */
function changedBy(authority: ResourceAddress, project: Project, { groups, people }: Pick<Facts, 'groups' | 'people'>): string | null {
  const wrong = groups.editors(authority).flatMap(({ person, isMember }) => {
    const { label, external } = people.describe(person, project)
    if (external) return [`${label}, who is external`]
    return isMember ? [`${label}, who is in it`] : []
  })
  return wrong.length === 0
    ? null
    : `${wrong.slice(0, shown).join('; ')}${wrong.length > shown ? ` and ${wrong.length - shown} more` : ''} can change`
}

const shown = 3

function authorityLines(projects: readonly Project[]): readonly { readonly project: Project; readonly authority: ResourceAddress }[] {
  return projects.flatMap((project) => {
    const addresses = project.entitled.flatMap(({ who }) => (who.kind === 'authority' ? [who.authority] : []))
    const distinct = new Map(addresses.map((address) => [address.text, address]))
    return sortedBy(distinct.values(), ({ text }) => text).map((authority) => ({ project, authority }))
  })
}
