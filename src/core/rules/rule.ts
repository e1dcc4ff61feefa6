import type { FindingSubject, LineConsidered, LinePart, PathTally, ProofHop, Severity } from '../model/finding.ts'
import type { Sensitivity } from '../model/sensitivity.ts'
import type { IdentityFields } from '../findings/identity.ts'
import type { Facts } from './facts.ts'

/** A fact that a rule may ask for; the policy and the day are always at hand. `rules.md`, How to read the tables. */
export type FactName =
  | 'access'
  | 'groups'
  | 'accounts'
  | 'people'
  | 'hr'
  | 'visitors'
  | 'approvals'
  | 'clearances'
  | 'doors'
  | 'recency'
  | 'settings'
  | 'connections'
  | 'credentials'
  | 'coverage'
  | 'inventory'
  | 'history'
  | 'officers'
  | 'exceptions'
  | 'lives'

/** With `!` the fact must be complete before the rule may report anything, because the finding rests on something *not* seen. */
export type Need = FactName | `${FactName}!`

type NameOf<N extends Need> = N extends `${infer Name extends FactName}!` ? Name : N

/** What a rule sees: the facts that it declares, and nothing else. */
export type FactsFor<N extends Need> = Pick<Facts, 'policy' | 'day' | NameOf<N>>

export interface RuleMeta {
  /** For cross-reference; never reused. */
  readonly id: string
  /** A noun in the failing state: what messages show. */
  readonly name: string
  readonly title: string
  /** How grave, in the words of the catalogue. */
  readonly severity: string
  readonly needs: readonly Need[]
  /** Facts that colour a finding (its proof, its severity) and whose absence hides none: the rule's silence does not rest on them. */
  readonly sees?: readonly FactName[]
  readonly remediation: string
  /** Keys of frameworks that the rule serves. */
  readonly serves: readonly string[]
}

/** What a rule says: the parts of a finding that only it can know. `finish-finding.ts` adds the rest. */
export interface FindingDraft {
  readonly identity: IdentityFields
  readonly project: string | null
  readonly projects: readonly string[]
  readonly sensitivity: Sensitivity | null
  readonly subject: FindingSubject | null
  readonly account: { readonly source: string; readonly id: string; readonly label: string; readonly state: string } | null
  readonly resource: { readonly slug: string; readonly kind: string; readonly address: string } | null
  readonly level: string | null
  readonly severity: Severity
  readonly confirmation: 'confirmed' | 'unconfirmed'
  readonly excess: boolean
  readonly proof: readonly ProofHop[]
  readonly otherPaths: PathTally
  readonly considered: readonly LineConsidered[]
  readonly failing: readonly LinePart[]
  readonly sentence: string
  readonly detail: string
  readonly remediation: string
  /** The person who should see to it, as the policy names them; null falls to the project's lead. */
  readonly owner: string | null
}

/** A rule as the catalogue holds it: whatever it needs, the engine hands over. */
export interface Rule {
  readonly meta: RuleMeta
  check(facts: Facts): readonly FindingDraft[]
  /** What it could not decide tonight although its facts are complete enough to speak: the silence about these proves nothing. */
  undecided(facts: Facts): readonly Undecided[]
}

export interface Undecided {
  readonly identity: IdentityFields
  /** The project that it would belong to; absent: none. */
  readonly project?: string
  readonly because: string
}

/** Declares a rule. Its `check` is compiled against the facts that it names, so that it can read no others. */
export function rule<const N extends Need, const S extends FactName = never>(
  meta: Omit<RuleMeta, 'needs' | 'sees'> & { readonly needs: readonly N[]; readonly sees?: readonly S[] },
  check: (facts: FactsFor<N | S>) => readonly FindingDraft[],
  undecided: (facts: FactsFor<N | S>) => readonly Undecided[] = () => [],
): Rule {
  return { meta, check: (facts) => check(facts), undecided: (facts) => undecided(facts) }
}

/** The name of a need without its mark. */
export function factName(need: Need): FactName {
  return need.replace('!', '') as FactName
}
