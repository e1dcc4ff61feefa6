import { type Bound, fixedSeverity } from '../findings/severity.ts'
import { plainFinding } from './plain-finding.ts'
import { rule } from './rule.ts'

/** A dataset is missing, stale, shrunken or partial: whatever rests on it cannot be called free of excess. */
export const sourceIncomplete = rule(
  {
    id: 'DAT-01',
    name: 'source-incomplete',
    title: 'Source missing, stale or partial',
    severity: 'medium; high if it blinds a controlled project',
    needs: ['coverage'],
    remediation: 'the cure that the gap names',
    serves: ['B3.a'],
  },
  ({ coverage }) =>
    coverage.rows
      .filter(({ state }) => state !== 'complete')
      .map((row) => {
        const blinds = row.projects.some((project) => coverage.controlledProjects.has(project))
        const floors: readonly Bound[] = blinds ? [{ what: 'blinds a controlled project', to: 'high' }] : []
        const { source, unit, dataset } = row
        return plainFinding({
          identity: { family: 'source', source, unit, dataset },
          project: null,
          projects: row.projects,
          sensitivity: blinds ? 'controlled' : null,
          severity: fixedSeverity('medium', `dataset is ${row.state}`, floors),
          sentence: `“${dataset}” of ${source} was not read completely, so ${affected(row.projects.length)}.`,
          detail: `${source}/${unit}/${dataset} is ${row.state}: ${row.reasons.join('; ')}`,
          remediation: row.cure ?? 'read the source again and look into its log',
          owner: null,
        })
      }),
)

function affected(projects: number): string {
  if (projects === 0) return 'nothing can be said that would rest on it'
  return projects === 1 ? 'one project cannot be fully assessed' : `${projects} projects cannot be fully assessed`
}
