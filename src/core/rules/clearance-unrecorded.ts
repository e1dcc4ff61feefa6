import { conditionFindings } from './condition-finding.ts'
import { rule } from './rule.ts'

/** The line asks for a clearance, and no row says ok: none, or missing, pending, unknown; the sentence says which. */
export const clearanceUnrecorded = rule(
  {
    id: 'CLR-01',
    name: 'clearance-unrecorded',
    title: 'Clearance not recorded as ok',
    severity: 'score, at least high',
    needs: ['access', 'people'],
    remediation: 'officer confirms; people decide on removal',
    serves: ['TR-law', 'ATAS'],
  },
  (facts) =>
    conditionFindings(
      facts.access.projects,
      'CLR-01',
      facts,
      'ask the clearance officer to confirm it; until then people decide whether the access stays',
    ),
)
