import type { Gap } from '../model/coverage.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'

/** Sections that the language has and this version does not evaluate: said, so that nobody takes silence for an answer. */
export function unevaluatedSections(policy: DeclaredPolicy): readonly { readonly gap: Gap; readonly projects: readonly string[] }[] {
  const enclaves = policy.projects.filter(({ resources }) => resources.some(({ kind }) => kind === 'segment')).map(({ slug }) => slug)
  return [
    ...section('segregation', policy.segregation.length, 'rules of segregation', enclaves),
    ...section('conflicts', policy.conflicts.filter(({ kind }) => kind === 'duties').length, 'conflicts of duties', []),
    ...section(
      'platforms',
      policy.platforms.filter(({ externalSharing }) => Object.values(externalSharing).some((value) => value !== null)).length,
      'limits of external sharing',
      [],
    ),
  ]
}

function section(dataset: string, count: number, what: string, projects: readonly string[]) {
  if (count === 0) return []
  const gap: Gap = {
    source: 'policy',
    unit: 'policies',
    dataset,
    code: 'condition-unsourced',
    record: null,
    reason: `${count} ${what} declared; this version does not evaluate them`,
    cure: 'none yet: treat them as not checked',
    at: null,
  }
  return [{ gap, projects }]
}
