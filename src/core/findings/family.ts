import type { FindingFamily } from '../model/finding.ts'

/** Which rule belongs to which family (`findings.md`, Fingerprint). A rule never changes its family: that would need a migration. */
const RULES: Readonly<Record<FindingFamily, readonly string[]>> = {
  access: ['ACC-01', 'ACC-02', 'ACC-05', 'ACC-06', 'EXP-01', 'AGR-01', 'AGR-02', 'AGR-04', 'CLR-03', 'BLD-01'],
  'access-hygiene': ['ACC-03', 'ACC-08', 'ACC-09', 'EXP-05', 'PRV-01', 'PRV-02', 'PRV-03'],
  condition: ['CLR-01', 'CLR-02', 'CLR-04', 'CLR-05'],
  account: ['EXP-02', 'EXP-03', 'EXP-04', 'EXP-07', 'BLD-02', 'BLD-03', 'DAT-04'],
  object: ['ACC-04', 'COL-01', 'COL-02', 'COL-03', 'PRV-04', 'DAT-03'],
  'at-large': ['ACC-07', 'AGR-03', 'AGR-05', 'COI-01', 'COI-02'],
  segment: ['SEG-01', 'SEG-02', 'SEG-03', 'SEG-04', 'SEG-05'],
  'declared-thing': ['EXP-06', 'POL-01', 'POL-02', 'POL-03', 'POL-04', 'POL-05', 'POL-06', 'DAT-02', 'GOV-01', 'GOV-05'],
  ending: ['EXP-08'],
  source: ['DAT-01'],
  hold: ['DAT-05'],
  process: ['GOV-02', 'GOV-03', 'GOV-04'],
}

const FAMILIES: ReadonlyMap<string, FindingFamily> = new Map(
  Object.entries(RULES).flatMap(([family, rules]) => rules.map((rule) => [rule, family as FindingFamily])),
)

/** Throws for a rule that the catalogue of `rules.md` does not know. */
export function familyOf(rule: string): FindingFamily {
  const family = FAMILIES.get(rule)
  if (family === undefined) throw new Error(`rule ${rule} has no family`)
  return family
}

/** All rule ids that have a family, by family as in `findings.md`. */
export function rulesWithFamily(): readonly string[] {
  return [...FAMILIES.keys()]
}
