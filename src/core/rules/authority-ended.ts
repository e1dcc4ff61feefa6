import { accessFinding } from './access-finding.ts'
import { rule } from './rule.ts'
import { accessesOf, familyParts } from './speaks.ts'

/** Lines or approvals that fit have ended. */
export const authorityEnded = rule(
  {
    id: 'EXP-01',
    name: 'authority-ended',
    title: 'Access outlives its authority',
    severity: 'score; blocked C',
    needs: ['access', 'people'],
    remediation: 'remove',
    serves: ['TR-oversight', 'AC-2', 'S1.5.04'],
  },
  (facts) =>
    accessesOf(facts.access.projects, 'EXP-01').map(({ access, project }) =>
      accessFinding(access, project, facts, {
        because: familyParts(access)
          .map(({ says }) => says)
          .join('; '),
        remediation: 'renew the line or the approval, or take the access away',
      }),
    ),
)
