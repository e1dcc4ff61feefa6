import { sortedBy } from '../base/order.ts'
import type { Assessment } from '../model/audit-result.ts'
import type { Finding } from '../model/finding.ts'
import type { AssessedThing } from './earlier.ts'

/**
 * What was assessed tonight, sorted: projects that got an answer, sources and units of which something was read, and the given rules.
 *
 * What could not be read does not count: its first findings will be a baseline on the night on which it is read.
 */
export function assessedTonight(assessment: Pick<Assessment, 'coverage' | 'projects'>, rules: readonly string[]): readonly AssessedThing[] {
  const read = assessment.coverage.filter(({ state }) => state === 'complete' || state === 'partial')
  const names = {
    project: assessment.projects.filter(({ status }) => status.kind !== 'not-assessed').map(({ id }) => id),
    source: read.map(({ source }) => source),
    unit: read.map(({ source, unit }) => unitName(source, unit)),
    rule: rules,
  }
  const kinds = ['project', 'rule', 'source', 'unit'] as const
  return kinds.flatMap((kind) => sortedBy(new Set(names[kind]), (name) => name).map((name) => ({ kind, name })))
}

/** Would this finding be a baseline: is its project, its rule, or a source or unit that its proof rests on assessed for the first time? */
export function baselineTest(everAssessed: readonly AssessedThing[], coverage: Assessment['coverage']): (finding: Finding) => boolean {
  const before = new Set(everAssessed.map(({ kind, name }) => `${kind} ${name}`))
  const unitsOf = Map.groupBy(coverage, ({ source, dataset }) => JSON.stringify([source, dataset]))
  return ({ rule, family, projects, proof, evidence }) => {
    if (!before.has(`rule ${rule.id}`)) return true
    if (projects.length > 0 && projects.every((project) => !before.has(`project ${project}`))) return true
    // A finding about a source is not a first look into it.
    if (family === 'source') return false
    if (evidence.some(({ source }) => !before.has(`source ${source}`))) return true
    // A proof names source and dataset, not the unit: only where every unit that the record can be of is new, it is a baseline.
    return proof.some(({ record }) => {
      const units = unitsOf.get(JSON.stringify([record.source, record.dataset])) ?? []
      return units.length > 0 && units.every(({ source, unit }) => !before.has(`unit ${unitName(source, unit)}`))
    })
  }
}

function unitName(source: string, unit: string): string {
  return `${source}/${unit}`
}
