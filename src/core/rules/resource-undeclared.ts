import type { LookAlike } from '../compare/look-alikes.ts'
import { fixedSeverity } from '../findings/severity.ts'
import { type Project, effectiveSensitivity } from '../model/declared-project.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, type Undecided, rule } from './rule.ts'

/** A system holds something that no policy names, and its name, its tag or its owner says that it is a project's. */
export const resourceUndeclared = rule(
  {
    id: 'DAT-03',
    name: 'resource-undeclared',
    title: 'Undeclared look-alike',
    severity: 'medium',
    needs: ['inventory'],
    remediation: 'declare, or dismiss with reason',
    serves: ['TR-assets', 'A3.a'],
  },
  (facts) => (brokenProject(facts) === null ? facts.inventory.lookAlikes().map((like) => lookAlikeFinding(like, facts)) : []),
  (facts) => {
    const broken = brokenProject(facts)
    const unusable = broken === null ? [] : facts.inventory.lookAlikes().map((like): Undecided => ({ ...placeOf(like), because: broken }))
    // What stands in a part that was not read has no address yet: the source stands for it.
    const unread = facts.inventory.unread().flatMap(({ source, because }) =>
      facts.policy.declared.projects.map((project): Undecided => ({
        identity: identityOf(project, `${source}:`),
        project: project.slug,
        because: `${because}: what stands there like the project’s is not known`,
      })),
    )
    return [...unusable, ...unread]
  },
)

type Seen = Pick<Facts, 'policy' | 'inventory'>

/** Why nobody can say that something is in no policy; null where all entries load. */
function brokenProject({ policy }: Seen): string | null {
  const broken = policy.broken.find(({ section }) => section === 'projects')
  return broken === undefined ? null : `the policy of \`${broken.key}\` does not load, and may declare it`
}

function placeOf({ project, thing }: LookAlike): Pick<Undecided, 'identity' | 'project'> {
  return { identity: identityOf(project, thing.address), project: project.slug }
}

function identityOf({ slug }: Project, at: string) {
  return { family: 'object' as const, project: slug, on: 'resource' as const, at, object: 'look-alike' }
}

function lookAlikeFinding({ project, thing, says }: LookAlike, { inventory }: Seen): FindingDraft {
  const { address, kind, label, provenance } = thing
  const source = address.slice(0, address.indexOf(':'))
  return plainFinding(
    {
      identity: identityOf(project, address),
      project: project.slug,
      projects: [project.slug],
      sensitivity: effectiveSensitivity(project),
      severity: fixedSeverity('medium', 'something that looks like the project’s is in no policy'),
      sentence: `The ${kind} “${label}” looks like one of ${project.title}, and no policy names it: ${says}.`,
      detail: `\`${address}\` (${provenance.dataset}, ${provenance.file}, ${provenance.record}); nobody’s access to it is compared`,
      remediation: `declare it under \`resources\` of the project that it belongs to, or dismiss it by an exception with a reason`,
      owner: null,
    },
    {
      resource: { slug: label, kind, address },
      proof: [{ kind: 'record', from: source, to: label, how: 'holds', record: provenance, readAt: inventory.readAt(provenance) }],
    },
  )
}
