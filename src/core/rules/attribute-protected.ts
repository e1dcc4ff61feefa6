import { fixedSeverity } from '../findings/severity.ts'
import { diagnosticText } from '../base/diagnostic.ts'
import { plainFinding } from './plain-finding.ts'
import { rule } from './rule.ts'

/** The policy names a protected attribute; loading refused the entry (P019). */
export const attributeProtected = rule(
  {
    id: 'POL-06',
    name: 'attribute-protected',
    title: 'Protected attribute used',
    severity: 'high',
    needs: [],
    remediation: 'use affiliation, agreement, clearance',
    serves: ['EqA', 'GDPR-5'],
  },
  ({ policy }) =>
    policy.diagnostics
      .filter(({ code }) => code === 'P019')
      .map((diagnostic) => {
        const entry = policy.broken.find(({ because }) => because.includes(diagnostic))
        const project = entry?.section === 'projects' ? entry.key : null
        return plainFinding({
          identity: {
            family: 'declared-thing',
            thing: { kind: 'entry', section: entry?.section ?? diagnostic.file, key: entry?.key ?? diagnostic.message },
          },
          project,
          projects: project === null ? [] : [project],
          sensitivity: null,
          severity: fixedSeverity('high', 'a protected attribute is used'),
          sentence: 'The policy decides by an attribute that must not be used about people; the entry was refused.',
          detail: diagnosticText(diagnostic),
          remediation: 'decide by affiliation, organisation, agreement or clearance',
          owner: null,
        })
      }),
)
