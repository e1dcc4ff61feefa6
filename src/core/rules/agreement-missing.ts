import { accessFinding } from './access-finding.ts'
import { rule } from './rule.ts'
import { accessesOf, familyParts } from './speaks.ts'

/** A partner's person has access, and no required agreement holds today. */
export const agreementMissing = rule(
  {
    id: 'AGR-01',
    name: 'agreement-missing',
    title: 'No agreement in force',
    severity: 'score, at least high from sensitive up',
    needs: ['access', 'people'],
    remediation: 'sign, or remove',
    serves: ['TR-contract', 'A.5.20', 'PS-6', 'AC-20'],
  },
  (facts) =>
    accessesOf(facts.access.projects, 'AGR-01').map(({ access, project }) =>
      accessFinding(access, project, facts, {
        because: familyParts(access)
          .map(({ says }) => says)
          .join('; '),
        remediation: 'sign the agreement, or take the access away',
      }),
    ),
)
