import { distinctTexts } from '../base/order.ts'
import type { BroadGroup, LetIn } from '../compare/broad-groups.ts'
import { type HolderStep, fixedSeverity, scoredSeverity } from '../findings/severity.ts'
import type { Project } from '../model/declared-project.ts'
import type { Severity } from '../model/finding.ts'
import type { AccountState } from '../model/account.ts'
import type { Sensitivity } from '../model/sensitivity.ts'
import { resourceSensitivity } from './access-finding.ts'
import { whatOf } from './access-words.ts'
import type { Facts } from './facts.ts'
import { plainFinding } from './plain-finding.ts'
import { type FindingDraft, rule } from './rule.ts'

/** Everybody, or whoever meets a rule, can reach a declared resource, and that takes in people from outside, or could. */
export const groupTooBroad = rule(
  {
    id: 'ACC-04',
    name: 'group-too-broad',
    title: 'A broad group lets externals in',
    severity: 'score; medium where nobody external is in it yet',
    needs: ['access', 'people!'],
    remediation: 'named group; exclude guests',
    serves: ['TR-protect', 'B2.a', 'CIS'],
  },
  (facts) =>
    facts.access.projects.flatMap((one) =>
      facts.access
        .broadGroups(one)
        .filter(({ externals, mayAdmit }) => externals.length > 0 || mayAdmit)
        .map((broad) => broadFinding(broad, one.project, facts)),
    ),
)

function broadFinding(broad: BroadGroup, project: Project, { policy, day }: Pick<Facts, 'policy' | 'day'>): FindingDraft {
  const { resource, identity, group, level, externals, hops } = broad
  const sensitivity = resourceSensitivity(resource, project, policy)
  const name = group.breadth.kind === 'everybody' ? `Everybody in ${group.source}` : `Whoever fits the rule of the group “${group.label}”`
  const rest = externals.length === 0 ? 'nobody external fits today, but could' : `among them ${peopleOf(externals)}`
  return plainFinding(
    {
      identity: { family: 'object', project: project.slug, on: 'resource', at: identity, object: `${group.source}:${group.id}` },
      project: project.slug,
      projects: [project.slug],
      sensitivity,
      severity: severityOf(broad, sensitivity, day),
      sentence: `${name} reaches ${whatOf(resource, project)}: ${rest}.`,
      detail: `\`${group.source}:${group.path}\` holds \`${level}\` on \`${resource.at.text}\`${group.breadth.kind === 'rule' ? ` by the rule ${group.breadth.rule}` : ''}; external in it: ${externals.map(({ person }) => person.key).join(', ') || 'nobody yet'}`,
      remediation: `put a named group in the place of ${group.label}, or leave guests out of its rule`,
      owner: resource.owner?.written ?? null,
    },
    { resource: { slug: resource.slug, kind: resource.kind, address: resource.at.text }, proof: hops },
  )
}

const holderSteps: readonly HolderStep[] = ['unknown', 'external-without-terms', 'external-with-terms', 'internal']
const states: readonly AccountState[] = ['enabled', 'unknown', 'pending', 'locked', 'expired', 'disabled']

/** As for the gravest holder whom it lets in, by the account that works best. */
function severityOf({ level, externals }: BroadGroup, sensitivity: Sensitivity, { today }: Facts['day']): Severity {
  const holder = holderSteps.find((step) => externals.some((one) => one.holder === step))
  const account = states.find((state) => externals.some((one) => one.state === state))
  if (holder === undefined || account === undefined) return fixedSeverity('medium', 'nobody external is in it yet')
  return scoredSeverity({ sensitivity, level, holder, account, endedOn: null, confirmed: true, today })
}

const shown = 3

function peopleOf(externals: readonly LetIn[]): string {
  const names = distinctTexts(externals.map(({ person }) => person.label))
  const others = externals.length - shown
  if (others <= 0) return names.join(', ')
  return `${names.slice(0, shown).join(', ')} and ${others} other external ${others === 1 ? 'person' : 'people'}`
}
