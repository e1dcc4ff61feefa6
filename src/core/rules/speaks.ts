import type { ComparedAccess, ComparedProject } from '../compare/compared-project.ts'
import type { EvaluatedPart } from '../compare/evaluated-part.ts'
import type { Project } from '../model/declared-project.ts'

/** Rules of the family `access`, gravest first: where a line fails in several parts, the gravest speaks for all of them. */
const byGravity: readonly EvaluatedPart['rule'][] = ['CLR-03', 'AGR-04', 'AGR-02', 'AGR-01', 'ACC-01', 'EXP-01', 'BLD-01', 'ACC-02']

/** Rules that speak beside the family, one finding a condition. */
const conditionRules: ReadonlySet<EvaluatedPart['rule']> = new Set(['CLR-01', 'CLR-02', 'CLR-04', 'CLR-05'])

/**
 * The rule of the family `access` that speaks about an access; null where none does: it is entitled, not assessed, or fails only
 * in parts that have rules of their own (`rules.md`, Which rule speaks).
 */
function familyRule({ standing }: ComparedAccess): EvaluatedPart['rule'] | 'ACC-05' | 'ACC-06' | null {
  if (standing.kind === 'undeclared') return standing.rule
  if (standing.kind !== 'failing') return null
  const speaking = new Set(standing.failing.map(({ rule }) => rule))
  return byGravity.find((rule) => speaking.has(rule)) ?? null
}

/** The parts that the family's finding about an access carries. */
export function familyParts({ standing }: ComparedAccess): readonly EvaluatedPart[] {
  return standing.kind === 'failing' ? standing.failing.filter(({ rule }) => byGravity.includes(rule)) : []
}

/** The failing conditions of an access that have a rule and a finding of their own. */
export function failingConditions({ standing }: ComparedAccess): readonly EvaluatedPart[] {
  return standing.kind === 'failing' ? standing.failing.filter(({ rule }) => conditionRules.has(rule)) : []
}

export interface SpokenAccess {
  readonly access: ComparedAccess
  readonly project: Project
}

/** Every access about which `rule` speaks for the family, in the order of projects and people. */
export function accessesOf(projects: readonly ComparedProject[], rule: string): readonly SpokenAccess[] {
  return projects
    .filter(isCompared)
    .flatMap(({ project, accesses }) => accesses.filter((access) => familyRule(access) === rule).map((access) => ({ access, project })))
}

/** Nothing is compared in an open project. */
export function isCompared({ compared }: ComparedProject): boolean {
  return compared
}
