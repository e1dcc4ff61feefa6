import type { ProjectAssessment } from '../../core/model/audit-result.ts'
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
  const [only] = projects
  const alone = projects.length === 1 && only !== undefined
  return [
    run.id,
    run.now,
    run.policyHash,
    run.gatehouse,
    publication?.head ?? 'not published',
    row,
    projects.map(({ id }) => id).join('; '),
    alone
      ? statusWords(only.status)
      : projects.length === 0
        ? 'no project'
        : projects.map((project) => `${project.id}: ${statusWords(project.status)}`).join('; '),
    alone
      ? coverageOfProject(only)
      : projects.length === 0
        ? 'no project'
        : projects.map((project) => `${project.id}: ${coverageOfProject(project)}`).join('; '),
  ]
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
