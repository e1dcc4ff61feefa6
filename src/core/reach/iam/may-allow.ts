import type { PolicyDocument, Statement } from '../../model/iam-document.ts'

/** What is asked for: actions of these services on one of these ARNs, or on something inside it. */
export interface Wanted {
  readonly services: readonly string[]
  readonly arns: readonly string[]
}

/**
 * May the statement speak of what is wanted? Told by the services of its actions and by how its patterns begin, and never too few: where it is
 * false the statement neither allows nor denies such a request. O(patterns).
 */
export function maySpeak(statement: Statement, { services, arns }: Wanted): boolean {
  const { ofServices, beginnings } = beginningsOf(statement)
  if (ofServices !== null && !services.some((service) => ofServices.has(service))) return false
  return beginnings.some((text) => text.includes(POINT) || arns.some((arn) => arn.startsWith(text) || text.startsWith(arn)))
}

/** May the statement speak of some action of the service? */
export function speaksOf(statement: Statement, service: string): boolean {
  return beginningsOf(statement).ofServices?.has(service) ?? true
}

/** May one of the document's statements allow what is wanted? */
export function mayAllow({ statements }: PolicyDocument, wanted: Wanted): boolean {
  return statements.some((statement) => statement.effect === 'Allow' && maySpeak(statement, wanted))
}

/** Whoever may use a point that nobody read may come through it to any bucket (rule 39). */
const POINT = ':accesspoint/'

interface Beginnings {
  /** Null = of every service. */
  readonly ofServices: ReadonlySet<string> | null
  readonly beginnings: readonly string[]
}

const known = new WeakMap<Statement, Beginnings>()

function beginningsOf(statement: Statement): Beginnings {
  const kept = known.get(statement)
  if (kept !== undefined) return kept
  const { actions, resources } = statement
  // NotAction speaks of every service, NotResource of every resource, but for what they name.
  const isOfAll = actions === null || actions.some((action) => !action.includes(':'))
  const made = {
    ofServices: isOfAll ? null : new Set(actions.map((action) => action.toLowerCase().split(':', 1)[0] ?? '')),
    beginnings: (resources ?? ['']).map((text) => (text.includes(POINT) ? text : (/^[^*?$]*/u.exec(text)?.[0] ?? ''))),
  }
  known.set(statement, made)
  return made
}
