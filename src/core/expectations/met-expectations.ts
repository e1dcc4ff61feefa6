import { assertNever } from '../base/assert-never.ts'
import { dayInWords } from '../base/day-words.ts'
import type { Diagnostic } from '../base/diagnostic.ts'
import { type Day, startOfDay } from '../base/instant.ts'
import { type Standing, standingOf } from '../compare/standing.ts'
import type { LineOutcome } from '../compare/line-outcome.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import type { LinePart } from '../model/finding.ts'
import type { Because, Expectation, PolicyTest, Wanted } from '../policy/test-file.ts'
import { type GivenDay, givenDay } from './given-comparison.ts'
import { givenSnapshot } from './given-snapshot.ts'

/** One resource of one expectation, and what the comparison made of it. */
export interface ExpectationResult {
  readonly on: Day
  readonly who: string
  readonly resource: string
  readonly level: string
  readonly expected: Wanted['outcome']
  readonly found: Wanted['outcome']
  /** Why: the line that covers, or the parts that are not met or not known. */
  readonly says: string
  /** P071 at the expectation's own line; null where it is met. */
  readonly failure: Diagnostic | null
}

/** Asks the audit's own comparison each question of the test, on its day; in the order written. */
export function metExpectations(test: PolicyTest, policy: DeclaredPolicy): readonly ExpectationResult[] {
  const snapshot = givenSnapshot(test, policy)
  const days = new Map<Day, GivenDay>()
  return test.expect.flatMap((expectation) => {
    const { on } = expectation
    const day = days.get(on) ?? givenDay(test, snapshot, policy, startOfDay(on, policy.institution.timezone))
    days.set(on, day)
    return expectation.wants.map((wanted) => resultOf(expectation, wanted, test, day))
  })
}

function resultOf({ on, who, because }: Expectation, wanted: Wanted, { project }: PolicyTest, day: GivenDay): ExpectationResult {
  const resource = project.resources.find(({ slug }) => slug === wanted.resource)
  if (resource === undefined) throw new Error(`no resource ${wanted.resource}`)
  const standing = standingOf(day.person(who), project, resource, wanted.level, [], day.groups, day.context)
  const found = outcomeOf(standing)
  const says = reasonOf(standing)
  const { level, outcome } = wanted
  const asked = `${who.reference} on ${dayInWords(on)}, \`${level}\` on \`${wanted.resource}\``
  const result = { on, who: who.reference, resource: wanted.resource, level, expected: outcome, found, says }
  if (found !== outcome) return { ...result, failure: failure(wanted.place, `${asked}: expected ${outcome}, found ${found}: ${says}`) }
  if (because === null || outcome === 'can' || partsBehind(standing).includes(because.part)) return { ...result, failure: null }
  const behind = partsBehind(standing).map((part) => `\`${part}\``)
  return {
    ...result,
    failure: failure(
      because.place,
      `${asked}: ${found} as expected, not because of \`${because.part}\`, but of ${behind.join(', ')}: ${says}`,
    ),
  }
}

function failure(place: Wanted['place'], message: string): Diagnostic {
  return { ...place, code: 'P071', level: 'error', message, help: null }
}

function outcomeOf({ kind }: Standing): Wanted['outcome'] {
  switch (kind) {
    case 'entitled':
      return 'can'
    case 'failing':
    case 'undeclared':
      return 'cannot'
    case 'not-assessed':
      return 'unknown'
    default:
      return assertNever(kind)
  }
}

function reasonOf(standing: Standing): string {
  switch (standing.kind) {
    case 'entitled':
      return coverWords(standing.by)
    case 'failing':
      return standing.failing.map(({ says }) => says).join('; ')
    case 'undeclared':
    case 'not-assessed':
      return standing.says
    default:
      return assertNever(standing)
  }
}

function coverWords(by: Extract<Standing, { kind: 'entitled' }>['by']): string {
  switch (by.kind) {
    case 'line':
      return `by the line at ${by.outcome.line.place.file}:${by.outcome.line.place.line}`
    case 'default':
      return `by the default of an internal project for \`${by.affiliation}\``
    case 'administrator':
      return `as an administrator of \`${by.platform}\``
    default:
      return assertNever(by)
  }
}

/** The keys under which a policy writes what is not met, or not known. */
function partsBehind(standing: Standing): readonly Because[] {
  switch (standing.kind) {
    case 'entitled':
      return []
    case 'failing':
      return standing.failing.map(({ part }) => KEYS[part])
    case 'undeclared':
      return ['who']
    case 'not-assessed':
      return unknownParts(standing.considered, standing.open)
    default:
      return assertNever(standing)
  }
}

function unknownParts(considered: readonly LineOutcome[], open: Extract<Standing, { kind: 'not-assessed' }>['open']): readonly Because[] {
  const undecided = considered.find(({ truth }) => truth === 'unknown')
  if (undecided === undefined) return open === 'relation' ? ['affiliation'] : ['who']
  return undecided.parts.filter(({ truth }) => truth === 'unknown').map(({ part }) => KEYS[part])
}

const KEYS: Readonly<Record<LinePart, Because>> = {
  level: 'level',
  ended: 'until',
  'not-begun': 'from',
  approval: 'authority',
  affiliation: 'affiliation',
  agreement: 'agreement',
  terms: 'terms',
  territory: 'territory',
  clearance: 'clearance',
  licence: 'licence',
  'control-plan': 'control_plan',
  training: 'training',
  host: 'host',
  mfa: 'mfa',
  'access-from': 'access_from',
}
