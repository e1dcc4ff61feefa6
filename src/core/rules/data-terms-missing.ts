import { accessFinding } from './access-finding.ts'
import { rule } from './rule.ts'
import { accessesOf, familyParts } from './speaks.ts'

/** A partner's person reaches personal data, and no agreement says on which terms; asked of entitled access too. */
export const dataTermsMissing = rule(
  {
    id: 'AGR-04',
    name: 'data-terms-missing',
    title: 'Personal data without terms',
    severity: 'score, at least high',
    needs: ['access', 'people'],
    remediation: 'stop, or sign; tell the data protection officer',
    serves: ['TR-law', 'GDPR-28', 'GDPR-44'],
  },
  (facts) =>
    accessesOf(facts.access.projects, 'AGR-04').map(({ access, project }) =>
      accessFinding(access, project, facts, {
        because: familyParts(access)
          .map(({ says }) => says)
          .join('; '),
        remediation: 'tell the data protection officer; sign the agreement, or take the access away',
      }),
    ),
)
