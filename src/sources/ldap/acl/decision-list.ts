import { assertNever } from '../../../core/base/assert-never.ts'
import type { StatedEntry } from '../../../core/model/access-control.ts'
import type { AccessDirective, Clause, Effect, Who } from './access-directive.ts'
import { type Target, isAbout } from './directive-target.ts'

/** Whom a rule means: names that the rules of one object share, under a key that tells them from others. */
export interface Named {
  readonly key: string
  readonly names: readonly StatedEntry['who'][]
  /** The attribute of the object itself that lists them; null where they are named otherwise. */
  readonly list: string | null
}

/** Null for nobody with an account, `unknown` for a form that nobody understands here. */
export type Holder = Named | 'everyone' | null | 'unknown'

export interface Decision {
  readonly who: Exclude<Holder, null | 'unknown'>
  readonly isAllowed: boolean
  /** The clause that says so, in the server's own words. */
  readonly says: string
}

/** Who has one privilege on one attribute of one entry. */
export interface DecisionList {
  /** The first that fits a holder decides; whom none fits may not. */
  readonly decisions: readonly Decision[]
  /** Directives that may let somebody through, or keep somebody out, whom nobody can name. Distinct, in order. */
  readonly unassessed: readonly string[]
}

export interface Question {
  readonly target: Target
  readonly privilege: 'add' | 'delete'
  /** Who asks: somebody with an account, about any value or (`own name`) about the own name alone; or nobody (`anonymous`). */
  readonly as: 'any value' | 'own name' | 'anonymous'
  readonly holderOf: (who: Who) => Holder
}

/**
 * What slapd decides from its directives, in their order, as a list to be read from the top (`slapd.access(5)`).
 *
 * The first directive about the target speaks, and in it the first clause that fits, unless its `continue` or `break` hands the
 * privileges on; at the end of both stands an implied refusal. A clause that hands on for some holders only, and with another outcome
 * than for others, cannot be written as one list: it is unassessed. So is what stands behind a form that is not understood, where it
 * matters. O(clauses).
 */
export function decisionList(directives: readonly AccessDirective[], question: Question): DecisionList {
  return new Walk(directives, question).from(0, 0, 'unset')
}

type Privilege = 'unset' | 'held'

const REFUSED: DecisionList = { decisions: [], unassessed: [] }

class Walk {
  readonly #directives: readonly AccessDirective[]
  readonly #question: Question
  readonly #known = new Map<string, DecisionList>()

  constructor(directives: readonly AccessDirective[], question: Question) {
    this.#directives = directives
    this.#question = question
  }

  /** What is decided from this clause of this directive on, for whom nothing stopped before; `held`: a privilege handed on. */
  from(directive: number, clause: number, held: Privilege): DecisionList {
    const key = `${directive} ${clause} ${held}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const list = this.#from(directive, clause, held)
    this.#known.set(key, list)
    return list
  }

  #from(position: number, index: number, held: Privilege): DecisionList {
    const directive = this.#directives[position]
    if (directive === undefined) return REFUSED
    if (index === 0) {
      const about = isAbout(directive.what, this.#question.target)
      if (about === false) return this.from(position + 1, 0, held)
      if (about === 'unknown') {
        const [inside, past] = [this.#clause(directive, position, 0, held), this.from(position + 1, 0, held)]
        return sameDecisions(inside, past) ? both(past, inside) : unassessed(directive.text, inside, past)
      }
    }
    return this.#clause(directive, position, index, held)
  }

  #clause(directive: AccessDirective, position: number, index: number, held: Privilege): DecisionList {
    const clause = directive.clauses[index]
    // The implied `by * none stop`.
    if (clause === undefined) return REFUSED
    const others = (): DecisionList => this.#clause(directive, position, index + 1, held)
    const holder = this.#holder(clause)
    if (holder === null) return others()
    const privilege = after(clause.access[this.#question.privilege], held)
    const says = `to ${directive.about} by ${clause.text}`
    const fitting: DecisionList =
      clause.next === 'stop'
        ? settled({ who: 'everyone', isAllowed: privilege === 'held', says })
        : clause.next === 'continue'
          ? this.#clause(directive, position, index + 1, privilege)
          : this.from(position + 1, 0, privilege)
    if (holder === 'everyone') return fitting
    const rest = others()
    if (sameDecisions(fitting, rest)) return both(rest, fitting)
    const [only, more] = fitting.decisions
    const isOne = more === undefined && (only === undefined || only.who === 'everyone') && fitting.unassessed.length === 0
    if (holder === 'unknown' || !isOne) return unassessed(directive.text, fitting, rest)
    return {
      decisions: trimmed([{ who: holder, isAllowed: only?.isAllowed ?? false, says: only?.says ?? says }, ...rest.decisions]),
      unassessed: rest.unassessed,
    }
  }

  /** All conditions of a clause must fit; of several that each mean somebody, only servers know who is both. */
  #holder({ who, access }: Clause): Holder {
    const { as, holderOf } = this.#question
    if (as === 'anonymous') return who.every(fitsNobody) ? 'everyone' : who.some(({ kind }) => kind === 'unknown') ? 'unknown' : null
    // A clause for the own name alone does not fit another value.
    if (access.ownName && as === 'any value') return null
    // For the own name `dnattr` asks no list: slapd holds the value against the requestor instead.
    const holders = who.map((one) => (access.ownName && one.kind === 'listed' ? 'everyone' : holderOf(one)))
    if (holders.includes(null)) return null
    const named = holders.filter((holder) => holder !== 'everyone')
    if (named.length === 0) return 'everyone'
    return named.length === 1 ? (named[0] ?? 'unknown') : 'unknown'
  }
}

function fitsNobody({ kind }: Who): boolean {
  return kind === 'everyone' || kind === 'anonymous'
}

function after(effect: Effect, held: Privilege): Privilege {
  switch (effect) {
    case 'gives':
      return 'held'
    case 'takes':
      return 'unset'
    case 'keeps':
      return held
    default:
      return assertNever(effect, 'effect')
  }
}

function settled(decision: Decision): DecisionList {
  return { decisions: trimmed([decision]), unassessed: [] }
}

/** Nothing behind `everyone` is ever asked; a refusal at the end says what is implied. */
function trimmed(decisions: readonly Decision[]): readonly Decision[] {
  const end = decisions.findIndex(({ who }) => who === 'everyone')
  const reached = end < 0 ? decisions : decisions.slice(0, end + 1)
  return reached.slice(0, reached.findLastIndex(({ isAllowed }) => isAllowed) + 1)
}

function sameDecisions({ decisions: one }: DecisionList, { decisions: other }: DecisionList): boolean {
  return one.length === other.length && one.every((decision, index) => sameDecision(decision, other[index]))
}

function sameDecision(one: Decision, other: Decision | undefined): boolean {
  return one.isAllowed === other?.isAllowed && holderKey(one.who) === holderKey(other.who)
}

function holderKey(who: Decision['who']): string {
  return who === 'everyone' ? who : who.key
}

function both(list: DecisionList, other: DecisionList): DecisionList {
  return { decisions: list.decisions, unassessed: [...new Set([...list.unassessed, ...other.unassessed])] }
}

/**
 * `some` get the one outcome and the others the other, and nobody can say who. Where all whom it might concern gain by it, what the
 * others may stays true of everybody; else nothing can be claimed.
 */
function unassessed(text: string, some: DecisionList, others: DecisionList): DecisionList {
  const onlyGains = some.decisions.length === 1 && some.decisions[0]?.who === 'everyone' && some.decisions[0].isAllowed
  return {
    decisions: onlyGains ? others.decisions : [],
    unassessed: [...new Set([text, ...some.unassessed, ...others.unassessed])],
  }
}
