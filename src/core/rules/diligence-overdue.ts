import { type Bound, fixedSeverity } from '../findings/severity.ts'
import { effectiveSensitivity } from '../model/declared-project.ts'
import { compareSensitivity } from '../model/sensitivity.ts'
import { diligenceFaults } from './diligence.ts'
import { partnerFinding, projectsInWords, reachingPartners } from './partner-finding.ts'
import { rule } from './rule.ts'

/** A partner reaches a sensitive or controlled project, and due diligence on it is missing, overdue, or has an open concern. */
export const diligenceOverdue = rule(
  {
    id: 'AGR-03',
    name: 'diligence-overdue',
    title: 'Due diligence missing, overdue or open',
    severity: 'medium; high on controlled, or with a security concern',
    needs: ['access', 'people'],
    remediation: 'review, and record the decision',
    serves: ['TR-partner', 'A.5.19', 'A4.a'],
  },
  (facts) =>
    reachingPartners(facts, ({ project }) => compareSensitivity(effectiveSensitivity(project), 'sensitive') >= 0).flatMap((reaching) => {
      const { partner, sensitivity } = reaching
      const faults = diligenceFaults(partner.dueDiligence, facts.day.today)
      if (faults.length === 0) return []
      const floors: readonly Bound[] = [
        ...(sensitivity === 'controlled' ? [{ what: 'partner reaches a controlled project', to: 'high' } as const] : []),
        ...(partner.dueDiligence.security === 'concern' ? [{ what: 'the concern is one of security', to: 'high' } as const] : []),
      ]
      const because = faults.join('; ')
      return [
        partnerFinding(
          reaching,
          {
            severity: fixedSeverity('medium', 'due diligence is not in order', floors),
            sentence: `${partner.name} reaches ${projectsInWords(reaching)}, and its due diligence is not in order: ${because}.`,
            remediation: 'review the partner, record outcome and next date, and let the senior lead decide on an open concern',
            because,
          },
          facts,
        ),
      ]
    }),
)
