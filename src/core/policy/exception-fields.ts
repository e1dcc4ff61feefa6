import type { ExceptionAbout } from '../model/declared-exception.ts'

type Family = ExceptionAbout['family']

/** What `about` must hold for a rule: one of these sets of keys, exactly. */
export type ExceptionFields =
  | { readonly kind: 'fields'; readonly family: Family; readonly forms: readonly [readonly string[], ...(readonly string[])[]] }
  /** The rule belongs to the access family: the exception names the failing parts instead. */
  | { readonly kind: 'by-parts' }
  | { readonly kind: 'never' }
  | { readonly kind: 'unknown' }

export const ACCESS_FIELDS = ['project', 'subject', 'resource', 'level'] as const

const ENTRY = ['section', 'key']
const LINE = ['line']

// The identity fields of each family (findings page, "A finding"), and its rules.
const FAMILIES: readonly {
  readonly family: Family
  readonly rules: readonly string[]
  readonly forms: readonly [readonly string[], ...(readonly string[])[]]
}[] = [
  {
    family: 'access-hygiene',
    rules: ['ACC-03', 'ACC-08', 'ACC-09', 'EXP-05', 'PRV-01', 'PRV-02', 'PRV-03'],
    forms: [['project', 'subject', 'resource']],
  },
  { family: 'condition', rules: ['CLR-01', 'CLR-02', 'CLR-04', 'CLR-05'], forms: [['project', 'subject', 'condition']] },
  { family: 'account', rules: ['EXP-02', 'EXP-03', 'EXP-04', 'EXP-07', 'BLD-02', 'BLD-03', 'DAT-04'], forms: [['account']] },
  {
    family: 'object',
    rules: ['ACC-04', 'COL-01', 'COL-02', 'COL-03', 'PRV-04', 'DAT-03'],
    forms: [
      ['project', 'resource', 'object'],
      ['project', 'platform', 'object'],
      // What is of the platform itself belongs to no project.
      ['platform', 'object'],
    ],
  },
  { family: 'at-large', rules: ['ACC-07', 'AGR-03', 'AGR-05'], forms: [['subject'], ['partner']] },
  {
    family: 'at-large',
    rules: ['COI-01', 'COI-02'],
    forms: [
      ['subject', 'conflict'],
      ['partner', 'conflict'],
    ],
  },
  { family: 'segment', rules: ['SEG-01', 'SEG-02', 'SEG-03', 'SEG-04', 'SEG-05'], forms: [['from', 'to', 'ports']] },
  { family: 'declared-thing', rules: ['EXP-06', 'POL-01', 'POL-02', 'POL-03', 'DAT-02', 'GOV-01', 'GOV-05'], forms: [ENTRY, LINE] },
  { family: 'ending', rules: ['EXP-08'], forms: [ENTRY, LINE, ['register', 'subject', 'item']] },
  { family: 'process', rules: ['GOV-02', 'GOV-04'], forms: [['overdue']] },
]

const ACCESS_RULES = ['ACC-01', 'ACC-02', 'ACC-05', 'ACC-06', 'EXP-01', 'AGR-01', 'AGR-02', 'AGR-04', 'CLR-03', 'BLD-01']
const NEVER = ['DAT-01', 'DAT-05', 'POL-04', 'POL-05', 'POL-06', 'GOV-03']

/** Which fields an exception to `rule` must hold. */
export function exceptionFields(rule: string): ExceptionFields {
  if (NEVER.includes(rule)) return { kind: 'never' }
  if (ACCESS_RULES.includes(rule)) return { kind: 'by-parts' }
  const found = FAMILIES.find(({ rules }) => rules.includes(rule))
  return found === undefined ? { kind: 'unknown' } : { kind: 'fields', family: found.family, forms: found.forms }
}

/** The rules that an exception may name, sorted. */
export const EXCEPTABLE_RULES: readonly string[] = FAMILIES.flatMap(({ rules }) => rules).sort()
