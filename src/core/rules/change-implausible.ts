import { fixedSeverity } from '../findings/severity.ts'
import { plainFinding } from './plain-finding.ts'
import { rule } from './rule.ts'

/** More findings would close at once than a night can explain; they stay open until a second complete run agrees. */
export const changeImplausible = rule(
  {
    id: 'DAT-05',
    name: 'change-implausible',
    title: 'Mass closing held',
    severity: 'medium',
    needs: ['lives'],
    remediation: 'check, then accept',
    serves: ['B3.a'],
  },
  ({ lives: { held }, policy }) =>
    held === null
      ? []
      : [
          plainFinding({
            identity: { family: 'hold', institution: policy.declared.institution.name },
            project: null,
            projects: [],
            sensitivity: null,
            severity: fixedSeverity('medium', 'a mass closing is held'),
            sentence: `${held.count} of ${held.open} open findings would have been closed at once, and nothing that was read explains why, so they stay open.`,
            detail: `${held.count} closings are held until a second complete run agrees; no record that two or more people shared was seen to be removed`,
            remediation:
              'find out what changed since the night before; if it was meant, the next complete run closes them, and an announced clean-up is accepted beforehand: `gatehouse accept-shrink SOURCE/DATASET --on DATE --reason "…"`',
            owner: null,
          }),
        ],
)
