import { dayInWords } from '../base/day-words.ts'
import type { Badge } from '../compare/badges.ts'
import type { ComparedProject } from '../compare/compared-project.ts'
import { mayWork } from '../compare/holder.ts'
import { fixedSeverity } from '../findings/severity.ts'
import type { AccountHandle } from '../model/handle.ts'
import { levelVerb, whatOf, who } from './access-words.ts'
import { accountAccesses, accountFinding } from './account-finding.ts'
import type { Facts } from './facts.ts'
import { rule } from './rule.ts'

/**
 * The door office and the directory disagree about somebody: every login is closed and the card still opens a room of a project, or all
 * rights of the card are over and a login still reaches the project, though nothing in the policy tells the two apart.
 */
export const badgeAccountMismatch = rule(
  {
    id: 'BLD-03',
    name: 'badge-account-mismatch',
    title: 'Doors and logins disagree',
    severity: 'medium',
    needs: ['doors!', 'access!', 'accounts!', 'people'],
    remediation: 'align',
    serves: ['PS-5', 'B2.a'],
  },
  (facts) => {
    const cards = new Set(facts.doors.badges().flatMap((badge) => (loginsOf(badge, facts) === 'closed' ? [badge.account] : [])))
    const logins = remainingLogins(facts)
    const severity = fixedSeverity('medium', 'doors and logins disagree')
    return [
      ...accountAccesses(facts.access, ({ account }) => cards.has(account)).map((card) => {
        const { access, project, described } = card.gravest
        return accountFinding(card, {
          severity,
          sentence: `Every login of ${who(described.subject)} is closed, and the card still opens ${whatOf(access.resource, project)}.`,
          remediation: `find out which side is right: deactivate the card of \`${described.account.label}\` in ${described.account.source}, or open the login again`,
        })
      }),
      ...accountAccesses(facts.access, ({ account }) => logins.has(account)).map((login) => {
        const { access, project, described } = login.gravest
        const { lastDay = null } = logins.get(login.account) ?? {}
        const since = lastDay === null ? 'is over' : `ended on ${dayInWords(lastDay)}`
        return accountFinding(login, {
          severity,
          sentence: `Every right of the card of ${who(described.subject)} ${since}, and the login still ${levelVerb(access.level, access.resource.kind)} ${whatOf(access.resource, project)}.`,
          remediation: `find out which side is right: take the access of \`${described.account.label}\` in ${described.account.source} away, or give the card its rooms again`,
        })
      }),
    ]
  },
  (facts) =>
    facts.doors.badges().flatMap((badge) => {
      if (loginsOf(badge, facts) !== 'unknown') return []
      const { source = '', id = '' } = facts.accounts.all[badge.account] ?? {}
      return [{ identity: { family: 'account', source, account: id } as const, because: 'whether a login still works is not known' }]
    }),
)

type Seen = Pick<Facts, 'doors' | 'access'>

/** How the logins of somebody stand whose badge opens a room; somebody who never had one is no leaver. */
function loginsOf({ logins, opens }: Badge, { access }: Seen): 'closed' | 'open' | 'unknown' | 'none' {
  if (opens.length === 0 || logins.length === 0) return 'none'
  const states = logins.map((login) => access.stateOf(login))
  if (states.some((state) => state !== 'unknown' && mayWork(state))) return 'open'
  return states.includes('unknown') ? 'unknown' : 'closed'
}

/** Working logins that still reach a project whose rooms the person's badge opens no more, with that badge. */
function remainingLogins(facts: Seen): ReadonlyMap<AccountHandle, Badge> {
  const over = facts.doors
    .badges()
    .filter(({ opens, opensLater, openedOnce }) => opens.length === 0 && !opensLater && openedOnce.length > 0)
  const found = new Map<AccountHandle, Badge>()
  for (const badge of over)
    for (const account of facts.access.projects.flatMap((one) => loginsInto(one, badge, facts))) found.set(account, badge)
  return found
}

function loginsInto(one: ComparedProject, { person, openedOnce, logins }: Badge, { access }: Seen): readonly AccountHandle[] {
  const rooms = one.project.resources.filter(({ at }) => openedOnce.some(({ address }) => address === at.text))
  if (rooms.length === 0) return []
  const held = one.accesses.filter((each) => each.person === person)
  // The policy tells the two apart where it gives the login and gives the room no more.
  const roomIsDue = access
    .missing(one)
    .some((missing) => missing.person === person && missing.truth === 'met' && rooms.includes(missing.resource))
  return held
    .filter(({ standing }) => standing.kind === 'failing' || standing.kind === 'undeclared' || (standing.kind === 'entitled' && roomIsDue))
    .flatMap(({ accounts }) => accounts.map(({ account }) => account))
    .filter((account) => logins.includes(account) && mayWork(access.stateOf(account)))
}
