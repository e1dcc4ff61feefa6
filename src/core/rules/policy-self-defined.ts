import { sortedBy } from '../base/order.ts'
import { fixedSeverity } from '../findings/severity.ts'
import { type Project, effectiveSensitivity } from '../model/declared-project.ts'
import type { ResourceAddress } from '../model/resource-address.ts'
import { plainFinding } from './plain-finding.ts'
import { rule } from './rule.ts'

/**
 * A `who` group that is, or nests in, a declared resource: then the policy agrees with whatever it finds, and the line entitles
 * nobody for certain (`authority-groups.ts`).
 *
 * Who may edit a group is not evaluated in this version (`docs/out-of-scope.md`).
 */
export const policySelfDefined = rule(
  {
    id: 'POL-04',
    name: 'policy-self-defined',
    title: 'The policy defines itself by what it audits',
    severity: 'high',
    needs: ['groups', 'access'],
    remediation: 'use an authority or names',
    serves: ['AC-2'],
  },
  ({ policy, groups }) =>
    authorityLines(policy.declared.projects).flatMap(({ project, authority }) => {
      const around = groups.declaredAround(authority)
      if (around === null) return []
      const says = `is, or lies within, the declared resource “${around.resource.slug}” of ${around.project.title}`
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

function authorityLines(projects: readonly Project[]): readonly { readonly project: Project; readonly authority: ResourceAddress }[] {
  return projects.flatMap((project) => {
    const addresses = project.entitled.flatMap(({ who }) => (who.kind === 'authority' ? [who.authority] : []))
    const distinct = new Map(addresses.map((address) => [address.text, address]))
    return sortedBy(distinct.values(), ({ text }) => text).map((authority) => ({ project, authority }))
  })
}
