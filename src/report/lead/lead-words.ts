import type { AccessRow, ProjectAssessment } from '../../core/model/audit-result.ts'
import type { Finding, LinePart, ProofHop } from '../../core/model/finding.ts'
import type { FindingView } from '../result-view.ts'
import { truthWords } from '../words/access-words.ts'
import { counted, listed, sentence } from '../words/count-words.ts'
import type { DateWords } from '../words/date-words.ts'
import { roleWords } from '../words/life-words.ts'
import { plainPart, plainRelation, plainThing, plainVerb } from '../words/plain-words.ts'

/** Rules whose sentence tells what only an officer may read: of these a lead learns that something is not met, and whom to ask. */
const OFFICERS_ONLY: ReadonlySet<string> = new Set(['CLR-01', 'CLR-02', 'CLR-03', 'CLR-04'])
/** What the partnerships office knows of a partner, and what the senior lead decides: a lead learns that it is there. */
const OFFICES_ONLY: ReadonlySet<string> = new Set(['AGR-03', 'AGR-05', 'GOV-04', 'GOV-05'])

/** May the lead read the finding's own words, or only that it is there? */
export function isTold({ rule, failing, identity, family }: Finding): boolean {
  // What is overdue may be what only an office may read: its sentence is quoted.
  if (identity['register'] === 'clearances' || family === 'process') return false
  return !OFFICERS_ONLY.has(rule.id) && !OFFICES_ONLY.has(rule.id) && !failing.includes('territory')
}

/** The finding in one sentence that its lead may read. */
export function leadSentence(finding: Finding): string {
  const { subject, resource, level, rule, failing } = finding
  if (isTold(finding)) return sentence(finding.sentence)
  if (subject !== null && finding.family === 'ending')
    return `${subjectWords(subject)}: something that the access asks for ends soon; the officer who keeps it has the date.`
  if (subject === null || finding.family === 'process' || OFFICES_ONLY.has(rule.id))
    return `${rule.title}: the office that answers for it has the facts.`
  const can =
    resource === null || level === null
      ? 'can reach this project'
      : `${plainVerb(level, resource.kind)} ${plainThing(resource.kind, resource.slug)}`
  return `${subjectWords(subject)} ${can}, but not everything that this asks for is met${partsWords(failing)}.`
}

/** What is to be done about it, in words that hold no register's value. */
export function remedyWords(finding: Finding): string {
  if (!isTold(finding)) return `ask ${roleWords(finding.mayAccept === 'nobody' ? 'senior_lead' : finding.mayAccept)}.`
  // Which key points at whom is a matter of records.
  if (finding.rule.id === 'DAT-04') return 'If you know whose account it is, tell IT security, which can confirm it.'
  return sentence(finding.remediation)
}

/** By when it is to be dealt with; null where no day is set. */
export function dueWords({ life }: FindingView, dates: DateWords): string | null {
  if (life === null || life.due === null) return null
  return life.due < dates.today ? `${dates.day(life.due)}: that day is over` : dates.day(life.due)
}

/** Whom an access is without a finding about: its own sentence. */
export function rowsSentence(rows: readonly AccessRow[], project: ProjectAssessment): string {
  const [first] = rows
  if (first === undefined) return 'Access without entitlement was found.'
  return `${subjectWords(first)} ${listed(rows.map((row) => accessWords(row, project)))} and has no entitlement for it.`
}

/** `can change the share “screening”`. */
export function accessWords({ level, resource }: AccessRow, { resources }: ProjectAssessment): string {
  const kind = resources.find(({ slug }) => slug === resource)?.kind ?? 'resource'
  return `${plainVerb(level, kind)} ${plainThing(kind, resource)}`
}

function subjectWords({ label, relation, organisation }: Pick<AccessRow, 'label' | 'relation' | 'organisation'>): string {
  return `${label} (${plainRelation(relation)}${organisation === null ? '' : `, ${organisation}`})`
}

/** What is not met, or nothing where no part is named. */
function partsWords(parts: readonly LinePart[]): string {
  return parts.length === 0 ? '' : `: ${listed([...new Set(parts.map(plainPart))])}`
}

/** `not met: clearance; unknown: strong sign-in; met: training`; null where none is asked for. Never what a register holds. */
export function conditionWords(conditions: AccessRow['conditions']): string | null {
  const groups = TRUTHS.flatMap((truth) => {
    const parts = conditions.filter((one) => one.truth === truth).map(({ part }) => plainPart(part))
    return parts.length === 0 ? [] : [`${truthWords(truth)}: ${listed(parts)}`]
  })
  return groups.length === 0 ? null : groups.join('; ')
}

const TRUTHS = ['not-met', 'unknown', 'met'] as const

/** Since when, for a card: `first seen 3 October`, and what that day is worth. */
export function sinceWords(finding: FindingView | null, dates: DateWords): string {
  const life = finding?.life ?? null
  if (life === null) return 'not recorded'
  const first = `first seen on ${dates.dayOf(life.firstSeen)}`
  if (life.state === 'first-observed') return `${first}, when this was looked at for the first time: it may be older`
  if (life.state === 'not-rechecked') return `${first}; last checked on ${dates.dayOf(life.lastChecked)}, and still open`
  return life.timesReopened === 0 ? first : `${first}, gone meanwhile and back ${counted(life.timesReopened, 'time')}`
}

/** The way out for access that is right, and to whom it leads. */
export function keepWords(
  { failing, mayAccept, rule }: Pick<Finding, 'failing' | 'mayAccept' | 'rule'>,
  project: string,
): readonly string[] {
  const keeper = `Send it to whoever keeps the policy file of “${project}”.`
  const needed = failing.filter((part) => part !== 'level' && part !== 'ended' && part !== 'affiliation')
  const forATime =
    mayAccept === 'nobody' || mayAccept === 'project-lead'
      ? []
      : [`To leave it as it is for a time, ask ${roleWords(mayAccept)} for an exception.`]
  if (needed.length > 0) {
    const words = `What is missing must be put right first: ${listed([...new Set(needed.map(plainPart))])}. IT security can say who answers for it.`
    return [words, ...(mayAccept === 'nobody' ? ['Nobody may accept this as it is.'] : forATime)]
  }
  if (rule.id === 'ACC-05')
    return [
      'Say who this is, so that they can be registered; then ask for the access to be declared, with a reason and an end date.',
      keeper,
    ]
  if (failing.includes('ended'))
    return ['Ask for the line of the policy to be renewed, with a reason and a new end date.', keeper, ...forATime]
  if (failing.includes('level')) return ['Ask for the higher level to be declared, with a reason and an end date.', keeper, ...forATime]
  return ['Ask for it to be declared, with a reason and an end date.', keeper, ...forATime]
}

/**
 * What IT would take away: a membership that ends every path, where one does; else the membership nearest to the resource; else the right.
 *
 * Null where the finding has no path. Never the right of a whole group where somebody's way into the group can be ended, though that right
 * may be behind several findings: others of the group are entitled.
 */
export function removalWords(view: FindingView): { readonly take: string; readonly endsAll: boolean } | null {
  const { proof, otherPaths } = view.finding
  const memberships = proof.filter(({ kind }) => kind === 'membership')
  const hop = memberships.findLast((one) => isCause(one, view)) ?? memberships.at(-1) ?? proof.findLast(({ kind }) => kind === 'grant')
  if (hop === undefined) return null
  const take = hop.kind === 'membership' ? `“${hop.from}” out of “${hop.to}”` : `the right of “${hop.from}” on “${hop.to}”`
  return { take, endsAll: isCause(hop, view) || (otherPaths.count === 0 && otherPaths.exact) }
}

/** Is this record one whose removal alone ends every path of the finding? */
function isCause({ record }: ProofHop, { causes }: FindingView): boolean {
  return causes.some(
    (cause) =>
      cause.record.source === record.source &&
      cause.record.dataset === record.dataset &&
      cause.record.file === record.file &&
      cause.record.record === record.record,
  )
}

/** The path in one sentence, without records: `by the account “lwei”, through “instrument-users” and “qsense-core”`; null without one. */
export function pathWords({ proof }: Finding): string | null {
  const [account, ...hops] = proof
  if (account === undefined || account.kind !== 'account') return null
  const through = hops.filter(({ kind }) => kind === 'membership').map(({ to }) => `“${to}”`)
  return `by the account “${account.to}”${through.length === 0 ? ', directly' : `, through ${listed(through)}`}`
}
