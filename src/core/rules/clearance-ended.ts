import { conditionFindings } from './condition-finding.ts'
import { rule } from './rule.ts'

/** A clearance was held; it has expired, or it was given for another project. */
export const clearanceEnded = rule(
  {
    id: 'CLR-02',
    name: 'clearance-ended',
    title: 'Clearance ended or for other work',
    severity: 'score, at least high',
    needs: ['access', 'people'],
    remediation: 'new clearance',
    serves: ['TR-law', 'ATAS'],
  },
  (facts) => conditionFindings(facts.access.projects, 'CLR-02', facts, 'obtain a new clearance for this project, or take the access away'),
)
