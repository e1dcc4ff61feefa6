import { accessFinding } from './access-finding.ts'
import { rule } from './rule.ts'
import { accessesOf, familyParts } from './speaks.ts'

/** The seat of the organisation, the work country or the sign-in lies outside `access_from`, and no licence of the line lets it in. */
export const territoryExceeded = rule(
  {
    id: 'CLR-03',
    name: 'territory-exceeded',
    title: 'Controlled technology reachable from outside',
    severity: 'score, at least high; critical if the holder can let others in',
    needs: ['access', 'people'],
    remediation: 'limit sign-in, license, or remove',
    serves: ['TR-law', 'ECJU'],
  },
  (facts) =>
    accessesOf(facts.access.projects, 'CLR-03').map(({ access, project }) => {
      const because = familyParts(access)
        .map(({ says }) => says)
        .join('; ')
      const lets = mayLetIn.has(access.level)
      return accessFinding(access, project, facts, {
        because: lets ? `${because}, and who holds it can let others in` : because,
        remediation: 'add a licence, or take the access away',
        floors: lets ? [{ what: 'somebody outside can grant access', to: 'critical' }] : [],
      })
    }),
)

/** The levels at which a holder decides who else gets in. */
const mayLetIn: ReadonlySet<string> = new Set(['manage', 'admin'])
