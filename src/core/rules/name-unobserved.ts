import { sortedBy } from '../base/order.ts'
import { fixedSeverity } from '../findings/severity.ts'
import { type Project, effectiveSensitivity } from '../model/declared-project.ts'
import { type PersonReference, personReferenceKey } from '../model/person-reference.ts'
import type { FindingDraft } from './rule.ts'
import { plainFinding } from './plain-finding.ts'
import { rule } from './rule.ts'

/** The policy names a resource, a person or a group that no completely read source shows. */
export const nameUnobserved = rule(
  {
    id: 'DAT-02',
    name: 'name-unobserved',
    title: 'Policy names what no source shows',
    severity: 'medium',
    needs: ['inventory!'],
    remediation: 'correct the name, or look into the deletion',
    serves: ['TR-assets', 'A.5.9'],
  },
  ({ policy, inventory }) =>
    policy.declared.projects.flatMap((project) => [
      ...project.resources
        .filter(({ at, kind }) => inventory.observed(at, kind === 'group') === 'no')
        .map(({ slug, kind, at }) => finding(project, `resources.${slug}`, `the ${kind} “${slug}”`, at.text)),
      ...authorities(project)
        .filter((address) => inventory.observed(address, true) === 'no')
        .map((address) => finding(project, `authority.${address.text}`, 'a group that decides who is entitled', address.text)),
      ...namedPeople(project)
        .filter((person) => inventory.person(person) === 'no')
        .map((person) => finding(project, `people.${personReferenceKey(person)}`, 'a person', person.written)),
    ]),
)

function finding(project: Project, key: string, what: string, name: string): FindingDraft {
  return plainFinding({
    identity: { family: 'declared-thing', thing: { kind: 'entry', section: `projects.${project.slug}`, key } },
    project: project.slug,
    projects: [project.slug],
    sensitivity: effectiveSensitivity(project),
    severity: fixedSeverity('medium', 'a declared name was not observed'),
    sentence: `The policy of ${project.title} names ${what} that no source shows.`,
    detail: `\`${name}\` was not observed, though its source was read completely`,
    remediation: 'correct the name in the policy, or find out why it is gone',
    owner: project.lead.written,
  })
}

function authorities({ entitled }: Project) {
  const distinct = new Map(entitled.flatMap(({ who }) => (who.kind === 'authority' ? [[who.authority.text, who.authority] as const] : [])))
  return sortedBy(distinct.values(), ({ text }) => text)
}

function namedPeople({ entitled }: Project): readonly PersonReference[] {
  const people = entitled.flatMap(({ who }) =>
    who.kind === 'person' ? [who.person] : who.kind === 'people' || who.kind === 'partner' ? who.people : [],
  )
  return sortedBy(new Map(people.map((person) => [personReferenceKey(person), person])).values(), personReferenceKey)
}
