import { accessFinding } from './access-finding.ts'
import { rule } from './rule.ts'
import { accessesOf, familyParts } from './speaks.ts'

/** A partner's person reaches a project that none of the partner's agreements covers. */
export const partnerOffProject = rule(
  {
    id: 'ACC-06',
    name: 'partner-off-project',
    title: 'Partner reaches a project it is not party to',
    severity: 'score, one up',
    needs: ['access', 'people'],
    remediation: 'remove; look for a shared group or site',
    serves: ['TR-contract', 'AC-21', 'S2.1.08'],
  },
  (facts) =>
    accessesOf(facts.access.projects, 'ACC-06').map(({ access, project }) =>
      accessFinding(access, project, facts, {
        because:
          access.standing.kind === 'undeclared'
            ? access.standing.says
            : familyParts(access)
                .map(({ says }) => says)
                .join('; '),
        remediation: 'take it away, and look for a shared group',
        oneUp: 'the partner is not party to this project',
      }),
    ),
)
