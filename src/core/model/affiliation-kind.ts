/** A person's relation to the institution, as a policy may declare it. Closed; the first three are internal. */
export const AFFILIATION_KINDS = [
  'staff',
  'research-student',
  'taught-student',
  'visiting-academic',
  'visiting-student',
  'secondee',
  'emeritus',
  'honorary',
  'contractor',
  'partner',
  'alumnus',
] as const

export type AffiliationKind = (typeof AFFILIATION_KINDS)[number]

const INTERNAL: ReadonlySet<string> = new Set(['staff', 'research-student', 'taught-student'])

/** Visitor-like, partner, contractor, emeritus and honorary, alumnus; and `unknown`, since nobody can say whose side an unknown is on. */
export function isExternalKind(kind: AffiliationKind | 'unknown'): boolean {
  return !INTERNAL.has(kind)
}
