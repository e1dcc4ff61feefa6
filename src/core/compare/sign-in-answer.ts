import { assertNever } from '../base/assert-never.ts'
import type { Truth } from '../model/finding.ts'
import type { RulePlaces, SignInRule } from '../model/setting.ts'
import type { SignInFrom, StrongSignIn } from './sign-in.ts'

/** A rule, and whether it speaks of an account at a resource, wherever the sign-in comes from. */
export interface RuleTruth {
  readonly rule: SignInRule
  readonly truth: Truth
  /** Why nobody can say; empty otherwise. */
  readonly because: string
}

export interface AskedWhere {
  /** What the rules are about: a program's account is ruled by none of them. */
  readonly ruled: boolean
  readonly rules: readonly RuleTruth[]
}

/**
 * Is strong sign-in demanded of every sign-in? Only where one rule surely asks it from everywhere. One that leaves a place out does not;
 * whether two such rules together do, nobody works out here.
 */
export function strongFor({ ruled, rules }: AskedWhere): StrongSignIn {
  if (!ruled) return { kind: 'unknown', says: 'a program does not sign in as people do' }
  if (rules.length === 0)
    return { kind: 'unknown', says: 'no rule about signing in is in force, and the defaults of the system are not read' }
  const refused = rules.find(({ rule, truth }) => rule.asks === 'refusal' && truth === 'met' && rule.places.kind === 'everywhere')
  if (refused !== undefined) return { kind: 'demanded', says: `every sign-in is refused by “${refused.rule.label}”` }
  const asking = rules.filter(({ rule, truth }) => rule.asks === 'strong-sign-in' && truth !== 'not-met')
  const always = asking.find(({ rule, truth }) => truth === 'met' && rule.places.kind === 'everywhere')
  if (always !== undefined) return { kind: 'demanded', says: `strong sign-in is demanded by “${always.rule.label}”` }
  const open = asking.find(({ truth }) => truth === 'unknown')
  if (open !== undefined)
    return { kind: 'unknown', says: `whether strong sign-in is demanded is not known: “${open.rule.label}” ${open.because}` }
  const [only, another] = asking
  if (another !== undefined)
    return {
      kind: 'unknown',
      says: 'several rules demand strong sign-in from some places each, and whether together from all is not known',
    }
  if (only === undefined) return { kind: 'not-demanded', says: 'no rule in force demands strong sign-in' }
  return { kind: 'not-demanded', says: `“${only.rule.label}” demands strong sign-in ${placesIn(only.rule)} only` }
}

function placesIn({ places }: SignInRule): string {
  if (places.kind === 'everywhere') return 'everywhere'
  const names = places.places.map(({ label }) => label).join(', ')
  return places.kind === 'only' ? `from ${names}` : `outside ${names}`
}

/**
 * The countries that the rules leave open: each rule that surely refuses all but some places narrows them. A place whose country nobody
 * states may lie anywhere. `exact` where nothing may narrow them further.
 */
export function placesFor({ ruled, rules }: AskedWhere): SignInFrom {
  if (!ruled) return { kind: 'unknown', says: 'a program does not sign in as people do' }
  const refusing = rules.filter(({ rule, truth }) => rule.asks === 'refusal' && truth !== 'not-met')
  const sure = refusing.flatMap(({ rule, truth }) => (truth === 'met' ? [rule] : []))
  const limits = sure.flatMap(({ places }) => limitOf(places) ?? [])
  const open = [
    ...refusing.flatMap(({ rule, truth, because }) =>
      truth === 'unknown' && rule.places.kind === 'everywhere-but' ? [`“${rule.label}” ${because}`] : [],
    ),
    ...sure.flatMap(({ label, places }) => {
      const unplaced = places.kind === 'everywhere-but' ? places.places.find(({ countries }) => countries === null) : undefined
      return unplaced === undefined ? [] : [`“${label}” lets in whoever comes from ${unplaced.label}, whose country nobody states`]
    }),
  ]
  const [limit, ...others] = limits
  if (limit === undefined) {
    const [first] = open
    if (first !== undefined) return { kind: 'unknown', says: `from where sign-in is let in is not known: ${first}` }
    return { kind: 'anywhere', says: 'no rule in force limits the countries from which people sign in' }
  }
  const refused = sure.flatMap(({ places }) => (places.kind === 'only' ? places.places.flatMap(({ countries }) => countries ?? []) : []))
  const countries = limit.filter((country) => others.every((other) => other.includes(country)) && !refused.includes(country))
  return { kind: 'countries', countries: [...new Set(countries)].sort(), exact: refusing.length === sure.length && open.length === 0 }
}

/** The only countries that a refusal leaves open; null where it leaves open others than those that it names. */
function limitOf(places: RulePlaces): readonly [readonly string[]] | null {
  switch (places.kind) {
    case 'everywhere':
      return [[]]
    case 'only':
      return null
    case 'everywhere-but': {
      const isPlaced = places.places.every(({ countries }) => countries !== null)
      return isPlaced ? [places.places.flatMap(({ countries }) => countries ?? [])] : null
    }
    default:
      return assertNever(places)
  }
}
