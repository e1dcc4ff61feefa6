import { accessFinding } from './access-finding.ts'
import { rule } from './rule.ts'
import { accessesOf, familyParts } from './speaks.ts'

/** The seat of the organisation, or the work country, lies outside `access_from`, and no licence of the line lets it in. */
export const territoryExceeded = rule(
  {
    id: 'CLR-03',
    name: 'territory-exceeded',
    title: 'Controlled technology reachable from outside',
    severity: 'score, at least high',
    needs: ['access', 'people'],
    remediation: 'limit sign-in, license, or remove',
    serves: ['TR-law', 'ECJU'],
  },
  (facts) =>
    accessesOf(facts.access.projects, 'CLR-03').map(({ access, project }) =>
      accessFinding(access, project, facts, {
        because: familyParts(access)
          .map(({ says }) => says)
          .join('; '),
        remediation: 'add a licence, or take the access away',
      }),
    ),
)
