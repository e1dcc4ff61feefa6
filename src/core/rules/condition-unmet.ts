import { conditionFindings } from './condition-finding.ts'
import { rule } from './rule.ts'

/** Training lapsed, the host differs, or strong sign-in is absent. */
export const conditionUnmet = rule(
  {
    id: 'CLR-05',
    name: 'condition-unmet',
    title: 'Other condition unmet',
    severity: 'medium; high on controlled',
    needs: ['access', 'people'],
    remediation: 'meet it, or remove',
    serves: ['TR-staff', 'S1.6.04', 'S3.2.04', 'PS-6'],
  },
  (facts) => conditionFindings(facts.access.projects, 'CLR-05', facts, 'meet the condition, or take the access away'),
)
