import { accessFinding } from './access-finding.ts'
import { rule } from './rule.ts'
import { accessesOf, familyParts } from './speaks.ts'

/** A line fits, and the level held lies above every level that a fitting line declares. */
export const levelExceeded = rule(
  {
    id: 'ACC-02',
    name: 'level-exceeded',
    title: 'Higher level than entitled',
    severity: 'score',
    needs: ['access', 'people'],
    remediation: 'lower the grant',
    serves: ['TR-information', 'A.8.2', 'AC-6'],
  },
  (facts) =>
    accessesOf(facts.access.projects, 'ACC-02').map(({ access, project }) =>
      accessFinding(access, project, facts, {
        because: familyParts(access)
          .map(({ says }) => says)
          .join('; '),
        remediation: 'lower the level',
      }),
    ),
)
