import { ARN } from './conditions/arn.ts'
import { BINARY } from './conditions/binary.ts'
import { BOOL } from './conditions/bool.ts'
import { DATE } from './conditions/date.ts'
import { IP_ADDRESS } from './conditions/ip-address.ts'
import { NUMERIC } from './conditions/numeric.ts'
import type { Operator, Wanted } from './conditions/operator.ts'
import { STRING } from './conditions/string.ts'
import type { ConditionTerm } from '../../model/iam-document.ts'
import { FALSE, type Formula, TRUE, all, any, atom, not, truth } from './formula.ts'
import type { ContextValue } from './request.ts'
import { asPattern, asText, substituted } from './variables.ts'

const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({ ...STRING, ...NUMERIC, ...DATE, ...BOOL, ...BINARY, ...IP_ADDRESS, ...ARN }).map(([name, one]) => [
    name.toLowerCase(),
    one,
  ]),
)

interface Read {
  readonly set: 'all' | 'any' | null
  readonly name: string
  readonly ifExists: boolean
}

/** All terms of a statement (rule 28): each must hold. `variables`: does the document's version know variables? */
export function conditionHolds(terms: readonly ConditionTerm[], context: (key: string) => ContextValue, variables: boolean): Formula {
  return all(...terms.map((term) => termHolds(term, context, variables)))
}

function termHolds(term: ConditionTerm, context: (key: string) => ContextValue, variables: boolean): Formula {
  const { operator: written, key, values } = term
  const read = operatorIn(written)
  const value = context(key)
  if (read.name === 'null') return nullHolds(term, value)
  const known = OPERATORS.get(read.name)
  // What it asks, nobody here knows: neither that it holds nor that it does not.
  if (known === undefined) return atom(key, `\`${written}\` of ${key}, which this version does not know`)
  if (value.kind === 'unknown') return atom(key, inWords(term))
  const given = value.kind === 'absent' ? [] : value.values
  if (value.kind === 'absent' && read.set === null) return truth(read.ifExists || known.negated)
  if (read.set === null && given.length > 1) return atom(null, `${inWords(term)}, a plain operator on a key of several values (disputed)`)
  const each = given.map((one) => valueHolds(one, values, known, { key, term, context, variables: variables && known.variables }))
  // A set that is missing or empty: all of none hold, and none of it does.
  if (read.set === 'all') return each.length === 0 ? TRUE : all(...each)
  if (read.set === 'any') return each.length === 0 ? truth(read.ifExists && value.kind === 'absent') : any(...each)
  return each[0] ?? FALSE
}

/** One value of the request against all of the policy's: any of them, or, negated, none. */
function valueHolds(
  value: string,
  wanted: readonly string[],
  { negated, matches }: Operator,
  about: {
    readonly key: string
    readonly term: ConditionTerm
    readonly context: (key: string) => ContextValue
    readonly variables: boolean
  },
): Formula {
  const hits = wanted.map((text): Formula | null => {
    const put = substituted(text, about.context, about.variables)
    if (put.kind === 'unknown') return atom(put.key, `${about.key} is the \`${put.key}\` of \`${text}\``)
    if (put.kind === 'no-value') return FALSE
    const compared: Wanted = { text: asText(put), pattern: asPattern(put) }
    const hit = matches(value, compared)
    return hit === null ? null : truth(hit)
  })
  const hit = any(...hits.filter((one) => one !== null))
  if (!negated) return hit
  // What is no value of the operator's type compares with nothing.
  return hits.includes(null) && hit.kind === 'false' ? FALSE : not(hit)
}

/** `Null`: true asks that the key is missing (rule 29). */
function nullHolds(term: ConditionTerm, value: ContextValue): Formula {
  if (value.kind === 'unknown') return atom(term.key, inWords(term))
  const isMissing = value.kind === 'absent' || value.values.length === 0
  return any(...term.values.map((wanted) => truth(wanted.toLowerCase() === String(isMissing))))
}

/** As they are written in policies: a few dozen. */
const reads = new Map<string, Read>()

function operatorIn(written: string): Read {
  const known = reads.get(written) ?? readOperator(written)
  reads.set(written, known)
  return known
}

function readOperator(written: string): Read {
  const match = /^(?:for(?<set>allvalues|anyvalue):)?(?<name>.+?)(?<ifExists>ifexists)?$/u.exec(written.toLowerCase())
  const set = match?.groups?.['set']
  return {
    set: set === 'allvalues' ? 'all' : set === 'anyvalue' ? 'any' : null,
    name: match?.groups?.['name'] ?? '',
    ifExists: match?.groups?.['ifExists'] !== undefined,
  }
}

function inWords({ operator, key, values }: ConditionTerm): string {
  return `${key} ${operator} ${values.map((value) => `\`${value}\``).join(' or ')}`
}
