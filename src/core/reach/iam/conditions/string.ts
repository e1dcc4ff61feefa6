import { fits } from '../wildcard.ts'
import { type Operator, operator } from './operator.ts'

/** "IAM JSON policy elements: Condition operators", String: `*` is literal but for `StringLike` (rule 31). */
const equals: Operator['matches'] = (value, { text }) => value === text
const equalsIgnoringCase: Operator['matches'] = (value, { text }) => value.toLowerCase() === text.toLowerCase()
const like: Operator['matches'] = (value, { pattern }) => fits(pattern, value)

export const STRING = {
  StringEquals: operator(false, true, equals),
  StringNotEquals: operator(true, true, equals),
  StringEqualsIgnoreCase: operator(false, true, equalsIgnoringCase),
  StringNotEqualsIgnoreCase: operator(true, true, equalsIgnoringCase),
  StringLike: operator(false, true, like),
  StringNotLike: operator(true, true, like),
} as const
