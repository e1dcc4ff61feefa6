import { accessFinding } from './access-finding.ts'
import { rule } from './rule.ts'
import { accessesOf, familyParts } from './speaks.ts'

/** No line fits person and resource, or the only fitting lines are for another relation. */
export const accessUndeclared = rule(
  {
    id: 'ACC-01',
    name: 'access-undeclared',
    title: 'Access that no entitlement covers',
    severity: 'score',
    needs: ['access', 'people'],
    remediation: 'remove the named hop, or declare it with reason and end',
    serves: ['TR-information', 'B2.a', 'A.8.3', 'AC-6', 'S3.2.03'],
  },
  (facts) =>
    accessesOf(facts.access.projects, 'ACC-01').map(({ access, project }) =>
      accessFinding(access, project, facts, {
        because:
          access.standing.kind === 'undeclared'
            ? access.standing.says
            : familyParts(access)
                .map(({ says }) => says)
                .join('; '),
        remediation: 'declare it with a reason and an end, or take it away',
      }),
    ),
)
