import { affiliationTruth } from '../compare/affiliation.ts'
import type { Presence } from '../compare/presence.ts'
import { type Bound, fixedSeverity } from '../findings/severity.ts'
import { type Project, effectiveSensitivity } from '../model/declared-project.ts'
import type { PersonReference } from '../model/person-reference.ts'
import { compareSensitivity } from '../model/sensitivity.ts'
import type { FactsFor, FindingDraft } from './rule.ts'
import { plainFinding } from './plain-finding.ts'
import { rule } from './rule.ts'

/** The lead of a project, or the owner of one of its resources, is nobody who could answer for it. */
export const leadMissing = rule(
  {
    id: 'POL-01',
    name: 'lead-missing',
    title: 'No accountable lead',
    severity: 'medium; high from sensitive up',
    needs: ['hr!', 'officers'],
    sees: ['people'],
    remediation: 'appoint one',
    serves: ['TR-lead', 'A.5.9'],
  },
  (facts) =>
    facts.policy.declared.projects.flatMap((project) =>
      answerable(project).flatMap((post) => {
        const judged = judgedPost(post.person, facts)
        return judged.kind === 'absent' ? [finding(project, post, judged.says)] : []
      }),
    ),
  (facts) =>
    facts.policy.declared.projects.flatMap((project) =>
      answerable(project).flatMap(({ key, person }) => {
        const judged = judgedPost(person, facts)
        return judged.kind === 'unknown' ? [{ identity: identityOfPost(project, key), project: project.slug, because: judged.because }] : []
      }),
    ),
)

interface Post {
  readonly key: string
  readonly what: string
  readonly person: PersonReference
}

function answerable({ title, lead, resources }: Project): readonly Post[] {
  return [
    { key: 'lead', what: `the lead of ${title}`, person: lead },
    ...resources.flatMap(({ slug, kind, owner }) =>
      owner === null ? [] : [{ key: `resources.${slug}.owner`, what: `the owner of the ${kind} “${slug}” of ${title}`, person: owner }],
    ),
  ]
}

/** A lead or owner must be staff; that somebody is not is certain only where nothing unread could make them so. */
function judgedPost(
  reference: PersonReference,
  { officers, people }: Pick<FactsFor<'officers' | 'people'>, 'officers' | 'people'>,
): Presence {
  const presence = officers.presence(reference)
  if (presence.kind !== 'present') return presence
  const affiliation = people.affiliation(presence.person)
  const truth = affiliationTruth(affiliation, false, (kind) => kind === 'staff')
  if (truth === 'unknown') return { kind: 'unknown', because: 'whether they are staff cannot be told' }
  const words = affiliation.kind === 'unknown' ? 'of unknown affiliation' : affiliation.kind.replaceAll('-', ' ')
  return truth === 'met' ? presence : { kind: 'absent', says: `is not staff but ${words}`, isNobody: false }
}

function identityOfPost({ slug }: Project, key: string): FindingDraft['identity'] {
  return { family: 'declared-thing', thing: { kind: 'entry', section: `projects.${slug}`, key } }
}

function finding(project: Project, { key, what, person }: Post, says: string): FindingDraft {
  const sensitivity = effectiveSensitivity(project)
  const strict = compareSensitivity(sensitivity, 'sensitive') >= 0
  const floors: readonly Bound[] = strict ? [{ what: `project is ${sensitivity}`, to: 'high' }] : []
  return plainFinding({
    identity: identityOfPost(project, key),
    project: project.slug,
    projects: [project.slug],
    sensitivity,
    severity: fixedSeverity('medium', 'nobody answers for it', floors),
    sentence: `Nobody answers for this at the moment: ${what} ${says}.`,
    detail: `${project.place.file}:${project.place.line} names \`${person.written}\` as ${key}, who ${says}`,
    remediation: 'appoint a member of staff and write the name into the policy',
    // The lead cannot be asked to replace a lead who is gone.
    owner: key === 'lead' ? (project.deputy?.written ?? null) : project.lead.written,
  })
}
