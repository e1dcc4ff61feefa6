import { dayInWords } from '../base/day-words.ts'
import { dayAfter } from '../base/duration.ts'
import { isInForce } from '../compare/condition/in-force.ts'
import { fixedSeverity } from '../findings/severity.ts'
import { effectiveSensitivity } from '../model/declared-project.ts'
import { SENSITIVITIES } from '../model/sensitivity.ts'
import type { FindingSubject } from '../model/finding.ts'
import { type Ending, endings } from './endings.ts'
import { who } from './access-words.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, rule } from './rule.ts'

/** Something that holds today ends within `ends_soon`, and nothing of its kind follows it. */
export const endNear = rule(
  {
    id: 'EXP-08',
    name: 'end-near',
    title: 'Ends soon',
    severity: 'notice',
    needs: ['visitors', 'clearances'],
    sees: ['people'],
    remediation: 'renew, or let end',
    serves: ['TR-contract'],
  },
  (facts) =>
    endings(facts)
      .filter((ending) => endsSoon(ending, facts))
      .map((ending) => endingFinding(ending, facts)),
  // An exception that does not load has no end that anybody could read.
  ({ policy }) =>
    policy.broken
      .filter(({ section }) => section === 'exceptions')
      .map(({ section, key }) => ({
        identity: { family: 'ending', thing: { kind: 'entry', section, key } },
        because: `the exception \`${key}\` does not load`,
      })),
)

/** The last day of the term still counts, as does today. */
function endsSoon({ from, until }: Ending, { policy, day }: Pick<Facts, 'policy' | 'day'>): boolean {
  const { endsSoon: term } = policy.declared.institution.thresholds
  return isInForce({ from, until }, day.today) && until <= dayAfter(day.today, term)
}

function endingFinding(ending: Ending, { policy, people }: Pick<Facts, 'policy' | 'people'>): FindingDraft {
  const { thing, what, until, projects, owner, person } = ending
  const touched = policy.declared.projects.filter(({ slug }) => projects.includes(slug)).map(effectiveSensitivity)
  const subject: FindingSubject | null = person === null ? null : people.describe(person, null)
  const name = subject === null ? what : `${what} of ${who(subject)}`
  return plainFinding(
    {
      identity: { family: 'ending', thing },
      project: projects.length === 1 ? (projects[0] ?? null) : null,
      projects,
      sensitivity: SENSITIVITIES.findLast((one) => touched.includes(one)) ?? null,
      severity: fixedSeverity('notice', 'ends soon'),
      sentence: `${name} ends on ${dayInWords(until)}.`,
      detail: `${ending.detail} ends on ${until}`,
      remediation: 'renew it, or let it end and see that what rests on it ends too',
      owner,
    },
    { subject },
  )
}
