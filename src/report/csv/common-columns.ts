import type { ProjectAssessment } from '../../core/model/audit-result.ts'
import { sortedBy } from '../../core/base/order.ts'
import type { ResultView } from '../result-view.ts'
import { coverageOfProject, statusSentence, statusWords } from '../words/status-words.ts'
import type { Cell } from './csv-text.ts'

/** The columns with which every row of every table begins, so that a row torn out of its table still says what it is worth. */
export const COMMON_COLUMNS = [
  'run',
  'evaluated_as_of',
  'policy_version',
  'gatehouse_version',
  'chain_head',
  'row',
  'project',
  'project_status',
  'coverage',
]

/** `row` is the kind of row; `projects` are those that it is about, none for a row about no project. */
export function commonCells(
  { result: { run, publication } }: ResultView,
  row: string,
  projects: readonly ProjectAssessment[],
): readonly Cell[] {
  return [run.id, run.now, run.policyHash, run.gatehouse, publication?.head ?? 'not published', row, ...projectCells(projects)]
}

// A spreadsheet cuts a cell at 32,767 characters without a word: beyond this many projects the cells count instead of naming.
const NAMED = 200

function projectCells(projects: readonly ProjectAssessment[]): readonly [string, string, string] {
  const [only] = projects
  if (only === undefined) return ['', 'no project', 'no project']
  if (projects.length === 1) return [only.id, statusWords(only.status), coverageOfProject(only)]
  if (projects.length > NAMED) {
    return [
      `${projects.length} projects`,
      countsOf(projects.map(({ status }) => statusWords(status))),
      countsOf(projects.map(coverageOfProject)),
    ]
  }
  const each = (words: (project: ProjectAssessment) => string) => projects.map((project) => `${project.id}: ${words(project)}`).join('; ')
  return [projects.map(({ id }) => id).join('; '), each(({ status }) => statusWords(status)), each(coverageOfProject)]
}

function countsOf(words: readonly string[]): string {
  const groups = Map.groupBy(words, (word) => word)
  return sortedBy(groups, ([word]) => word)
    .map(([word, all]) => `${word}: ${all.length}`)
    .join('; ')
}

/** A row for each project that was not assessed, so that its silence in the table is not taken for an answer. The sentence stands last. */
export function notAssessedRows(view: ResultView, ownColumns: number): readonly (readonly Cell[])[] {
  return view.projects
    .filter(({ status }) => status.kind === 'not-assessed')
    .map((project) => [
      ...commonCells(view, 'project not assessed', [project]),
      ...Array.from({ length: ownColumns - 1 }, () => null),
      statusSentence(project, view),
    ])
}

/** The assessments of the projects named, in that order; names without one are left to the caller's own columns. */
export function projectsNamed({ result }: ResultView): (ids: readonly string[]) => readonly ProjectAssessment[] {
  const byId = new Map(result.assessment.projects.map((project) => [project.id, project]))
  return (ids) => ids.flatMap((id) => byId.get(id) ?? [])
}
