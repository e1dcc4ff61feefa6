import { accessFinding } from './access-finding.ts'
import { rule } from './rule.ts'
import { accessesOf, familyParts } from './speaks.ts'

/** The person is not named, or project or data class lie outside the agreement. */
export const agreementExceeded = rule(
  {
    id: 'AGR-02',
    name: 'agreement-exceeded',
    title: 'Agreement does not cover this',
    severity: 'score, at least high',
    needs: ['access', 'people'],
    remediation: 'amend, or remove',
    serves: ['TR-contract', 'AC-21'],
  },
  (facts) =>
    accessesOf(facts.access.projects, 'AGR-02').map(({ access, project }) =>
      accessFinding(access, project, facts, {
        because: familyParts(access)
          .map(({ says }) => says)
          .join('; '),
        remediation: 'amend the agreement, or take the access away',
      }),
    ),
)
