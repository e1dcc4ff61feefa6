import { conditionFindings } from './condition-finding.ts'
import { rule } from './rule.ts'

/** Names are required on a licence or control plan and this one is absent, or it has ended. */
export const personUnlisted = rule(
  {
    id: 'CLR-04',
    name: 'person-unlisted',
    title: 'Not on the licence or control plan',
    severity: 'score, at least high',
    needs: ['access', 'people'],
    remediation: 'add, or remove',
    serves: ['TR-law'],
  },
  (facts) => conditionFindings(facts.access.projects, 'CLR-04', facts, 'add the person to it, or take the access away'),
)
