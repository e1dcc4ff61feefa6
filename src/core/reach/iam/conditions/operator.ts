import type { PatternPart } from '../wildcard.ts'

/** One value of a policy, with its variables put in. */
export interface Wanted {
  readonly text: string
  /** With `*` and `?` as wildcards, except where they were escaped or came from a variable. */
  readonly pattern: readonly PatternPart[]
}

/** What a condition operator compares. `None of the values` is made of it by whoever asks, for operators that are negated. */
export interface Operator {
  readonly negated: boolean
  /** Are variables put into its values? */
  readonly variables: boolean
  /** Null where one of the two is no value of the operator's type: the comparison is false, negated or not. */
  readonly matches: (value: string, wanted: Wanted) => boolean | null
}

export function operator(negated: boolean, variables: boolean, matches: Operator['matches']): Operator {
  return { negated, variables, matches }
}
