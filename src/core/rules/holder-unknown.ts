import { accessFinding } from './access-finding.ts'
import { rule } from './rule.ts'
import { accessesOf, familyParts } from './speaks.ts'

/** Nobody can say in which relation the holder stands, or the organisation is no registered partner. */
export const holderUnknown = rule(
  {
    id: 'ACC-05',
    name: 'holder-unknown',
    title: 'Cannot establish who this is',
    severity: 'score',
    needs: ['access', 'people'],
    remediation: 'classify, register, or remove',
    serves: ['TR-oversight', 'B2.a', 'AC-2'],
  },
  (facts) =>
    accessesOf(facts.access.projects, 'ACC-05').map(({ access, project }) =>
      accessFinding(access, project, facts, {
        because:
          access.standing.kind === 'undeclared'
            ? access.standing.says
            : familyParts(access)
                .map(({ says }) => says)
                .join('; '),
        remediation: 'find out who it is and register them, or take the access away',
      }),
    ),
)
