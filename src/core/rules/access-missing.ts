import { fixedSeverity } from '../findings/severity.ts'
import { who, whatOf } from './access-words.ts'
import { plainFinding } from './plain-finding.ts'
import { rule } from './rule.ts'
import { isCompared } from './speaks.ts'
import { effectiveSensitivity } from '../model/declared-project.ts'

/** Somebody is entitled, everything that the line asks for is met, and after `missing_after` there is still no access. */
export const accessMissing = rule(
  {
    id: 'ACC-09',
    name: 'access-missing',
    title: 'Entitled but missing',
    severity: 'notice',
    needs: ['access!', 'approvals!', 'people', 'accounts'],
    remediation: 'provision, or delete the line',
    serves: ['TR-balance', 'TR-staff'],
  },
  ({ access, people }) =>
    access.projects.filter(isCompared).flatMap((one) =>
      access
        .missing(one)
        .filter(({ truth }) => truth === 'met')
        .map(({ person, resource, identity, line, level }) => {
          const { project } = one
          const subject = people.describe(person, project)
          return plainFinding(
            {
              identity: { family: 'access-hygiene', project: project.slug, subject: person.key, resource: identity },
              project: project.slug,
              projects: [project.slug],
              sensitivity: effectiveSensitivity(project),
              severity: fixedSeverity('notice', 'entitled, and no access'),
              sentence: `${who(subject)} is entitled to ${whatOf(resource, project)} and has no access to it.`,
              detail: `${person.key} may hold \`${level}\` on \`${resource.at.text}\` by ${line.place.file}:${line.place.line} and holds nothing`,
              remediation: 'give the access, or delete the line',
              owner: resource.owner?.written ?? null,
            },
            { subject, resource: { slug: resource.slug, kind: resource.kind, address: resource.at.text } },
          )
        }),
    ),
  ({ access }) =>
    access.projects.filter(isCompared).flatMap((one) =>
      access
        .missing(one)
        .filter(({ truth }) => truth === 'unknown')
        .map(({ person, identity, line: { place } }) => ({
          identity: { family: 'access-hygiene', project: one.project.slug, subject: person.key, resource: identity } as const,
          project: one.project.slug,
          because: `the line at ${place.file}:${place.line} cannot be decided`,
        })),
    ),
)
