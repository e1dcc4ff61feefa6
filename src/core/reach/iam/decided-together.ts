import type { IamSystem } from '../../model/iam.ts'
import type { PolicyDocument } from '../../model/iam-document.ts'
import type { Asker } from './asker.ts'
import { asksForPoint } from './access-points.ts'
import { type Formula, TRUE, textOf } from './formula.ts'
import { type Alike, type IdentityIndex, numbering } from './identity-index.ts'
import { type Wanted, maySpeak } from './may-allow.ts'
import { resourceHolds } from './statements.ts'
import { type AskedAbout, systemContext } from './system-context.ts'
import { type Telling, outcome, tellingIn } from './telling.ts'

/** A thing that requests are about: what follows from it for their context, and every name by which they call it or what is inside. */
export interface Subject {
  readonly about: AskedAbout
  readonly names: readonly { readonly resource: string; readonly inside: boolean }[]
}

/** Everything that bears on the requests, whoever makes them. */
export interface Question {
  readonly subjects: readonly Subject[]
  readonly wanted: Wanted
  /** All policies beside the asker's own. */
  readonly guards: readonly PolicyDocument[]
}

/**
 * Decides once for all users and roles whom nothing that bears on the question tells apart: of one account and kind, with the same boundary and
 * the same of those policies that may speak of it, whose conditions and variables come out the same for them. Whoever a guard names is decided
 * alone, and so is a session of a name, every holder outside, and whoever comes by access points. The same as `decide` for each.
 */
export function decidedTogether<Value>(
  index: IdentityIndex,
  system: IamSystem,
  question: Question,
  decide: (asker: Asker) => Value,
): (asker: Asker) => Value {
  const names = new Set(question.guards.flatMap((guard) => namesIn(guard)))
  const likeness = new Likeness(system, question)
  const known = new Map<string, Value>()
  return (asker) => {
    const alike = isPlain(asker) ? alikeUnlessNamed(asker, index, names) : null
    const key = alike === null ? null : likeness.of(asker, alike)
    if (alike === null || key === null) return decide(asker)
    const there = known.get(key)
    if (there !== undefined) return there
    const made = decide(likeness.withSpeaking(asker, alike))
    known.set(key, made)
    return made
  }
}

/**
 * Tells askers apart as far as one question does.
 *
 * State worth a class: what hangs on many askers is looked through once.
 */
class Likeness {
  readonly #system: IamSystem
  readonly #question: Question
  readonly #guarding: readonly Telling[]
  readonly #isOfPoints: boolean
  readonly #asksForPoint: boolean
  readonly #numberOf = numbering()
  readonly #ofAlike = new Map<Alike, Looked>()

  constructor(system: IamSystem, question: Question) {
    this.#system = system
    this.#question = question
    this.#guarding = question.guards.flatMap((guard) => this.#tellingIn(guard))
    this.#isOfPoints = question.wanted.services.includes('s3')
    this.#asksForPoint = asksForPoint(question.guards)
  }

  /** Equal for those alike; null for whoever is like nobody. */
  of(asker: Asker, alike: Alike): string | null {
    const { key, telling } = this.#ofAlike.get(alike) ?? this.#lookThrough(asker, alike)
    if (key === null || (telling.length === 0 && this.#guarding.length === 0)) return key
    const outcomes = this.#question.subjects.flatMap(({ about, names }) => {
      const context = systemContext(this.#system, asker, about)
      const ofOwn = telling.flatMap(({ document, statement, joined, byResource }) => [
        ...outcome(joined, document, context),
        ...(byResource ? names.map((name) => textOf(resourceHolds(document, statement, { ...name, context }))) : []),
      ])
      const ofGuards = this.#guarding.flatMap(({ document, statement, byCaller, joined, byResource }) => [
        ...outcome([...byCaller, ...joined], document, context),
        ...(byResource ? names.map((name) => textOf(resourceHolds(document, statement, { ...name, context }))) : []),
      ])
      return [...ofOwn, ...ofGuards]
    })
    return `${key} ${outcomes.join('\n')}`
  }

  /** The asker with those policies of its own that may speak of the question: no other changes what is decided. */
  withSpeaking(asker: Asker, alike: Alike): Asker {
    const { own } = this.#ofAlike.get(alike) ?? this.#lookThrough(asker, alike)
    return { ...asker, policies: { ...asker.policies, identity: own } }
  }

  /** What hangs on the caller alone tells askers apart before any question (`Alike`), and counts here where its statement may speak of this one. */
  #lookThrough(asker: Asker, alike: Alike): Looked {
    const { identity, policies } = asker
    const { boundary, scp, identity: every } = policies
    const around = [...(scp ?? []).flat(), ...(boundary === null ? [] : [boundary])]
    const own = every.filter(({ statements }) => statements.some((statement) => maySpeak(statement, this.#question.wanted)))
    const telling = [...own, ...around].flatMap((document) => this.#tellingIn(document))
    const isByPoint = this.#isOfPoints && (this.#asksForPoint || asksForPoint([...every, ...around]))
    const numbers = [...own, boundary].map((document) => (document === null ? null : this.#numberOf(document)))
    const context = systemContext(this.#system, asker, { account: alike.account, tags: null, through: null })
    const byCaller = telling.flatMap(({ document, byCaller: terms }) => outcome(terms, document, context))
    const key = JSON.stringify([alike.account, identity?.what, identity?.serviceLinked, numbers, byCaller])
    const made: Looked = { own, key: isByPoint ? null : key, telling: telling.filter((one) => one.joined.length > 0 || one.byResource) }
    this.#ofAlike.set(alike, made)
    return made
  }

  #tellingIn(document: PolicyDocument): readonly Telling[] {
    return tellingIn(document).filter(({ statement }) => maySpeak(statement, this.#question.wanted))
  }
}

/** What those alike have in common for one question. */
interface Looked {
  /** Of their own policies those that may speak of it. */
  readonly own: readonly PolicyDocument[]
  /** Null where access points are told apart: then nobody is like another. */
  readonly key: string | null
  /** Statements that may still tell them apart. */
  readonly telling: readonly Telling[]
}

/** Is it the identity itself, under no name of a session? */
function isPlain({ calls, caller }: { readonly calls: Formula; readonly caller: Asker['caller'] }): boolean {
  return calls === TRUE && (caller.kind === 'user' || caller.kind === 'role-session')
}

function alikeUnlessNamed({ identity }: Asker, index: IdentityIndex, names: ReadonlySet<string>): Alike | null {
  const position = identity === null || names.has(identity.arn) ? null : index.positionOf(identity.arn)
  return position === null ? null : index.alikeOf(position)
}

function namesIn({ statements }: PolicyDocument): readonly string[] {
  return statements.flatMap(({ principal, notPrincipal }) => [principal?.byKind.AWS ?? [], notPrincipal?.byKind.AWS ?? []].flat())
}
