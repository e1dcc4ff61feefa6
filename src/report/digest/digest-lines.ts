import { projectsTonight } from '../../core/findings/findings-tonight.ts'
import type { FindingView, ResultView } from '../result-view.ts'
import { counted, grouped, sentence } from '../words/count-words.ts'
import { lifeSentence } from '../words/life-words.ts'
import { SEVERITIES_GRAVEST_FIRST } from '../words/severity-words.ts'
import type { ExceptionTurn } from './exception-turns.ts'
import type { DigestScope } from './scope.ts'

const LINES_A_PART = 20

/** A line a finding, without names unless the scope has them; then how many more there are. */
export function findingLines(views: readonly FindingView[], view: ResultView, { names }: Pick<DigestScope, 'names'>): readonly string[] {
  return shortened(
    views.map((entry) => {
      const { finding } = entry
      const { rule, severity, confirmation, project, projects } = finding
      const where = project ?? projects.join(' ')
      const head = `${severity.class}${confirmation === 'unconfirmed' ? ', unconfirmed' : ''}: ${rule.id} ${rule.title}${where === '' ? '' : `, ${where}`}`
      const said = names ? ` ${sentence(finding.sentence)}` : ''
      return `${head}; ${lifeSentence(entry, view.dates)}.${said} gatehouse explain ${finding.fingerprint}`
    }),
    'finding',
  )
}

/** A baseline is counted, not listed: the first night is no flood. */
export function firstObservedLines(views: readonly FindingView[]): readonly string[] {
  return SEVERITIES_GRAVEST_FIRST.flatMap((severity) => {
    const count = views.filter(({ finding }) => finding.severity.class === severity).length
    return count === 0 ? [] : [`${grouped(count)} ${severity}`]
  })
}

/** What was not read, with the cure, and the projects that it leaves without an answer. No record is named: its id may be a person's. */
export function uncheckedLines({ result }: ResultView): readonly string[] {
  const { assessment } = result
  const projects = projectsTonight(result)
  const incomplete = assessment.coverage.filter(({ state }) => state !== 'complete')
  const known = new Set(incomplete.map(({ source, unit, dataset }) => JSON.stringify([source, unit, dataset])))
  const single = assessment.gaps.filter(({ source, unit, dataset }) => !known.has(JSON.stringify([source, unit, dataset])))
  const unanswered = projects.filter(({ status }) => status.kind === 'not-assessed')
  const compared = projects.filter(({ status }) => status.kind !== 'not-compared')
  return [
    ...shortened(
      incomplete.map(
        ({ source, unit, dataset, state, cure }) =>
          `${[...new Set([source, unit, dataset])].join(' ')}: ${state}${cure === null ? '' : `; cure: ${cure}`}`,
      ),
      'dataset',
    ),
    ...(single.length === 0 ? [] : [`${counted(single.length, 'gap')} in what was read otherwise, listed in the report with the cure`]),
    ...(unanswered.length === 0
      ? []
      : [
          `${grouped(unanswered.length)} of ${counted(compared.length, 'project')} above open not assessed: ${unanswered
            .slice(0, LINES_A_PART)
            .map(({ id }) => id)
            .join(', ')}${unanswered.length > LINES_A_PART ? ', …' : ''}`,
        ]),
  ]
}

export function exceptionLines(turns: readonly ExceptionTurn[], { dates }: ResultView): readonly string[] {
  return turns.map(({ id, turn, outcome }) => {
    if (outcome === null) return `exception ${id} ended: the policy does not hold it any more`
    const project = outcome.about['project']
    const about = `exception ${id} (${outcome.rule}${project === undefined ? '' : `, ${project}`})`
    if (turn === 'ending') return `${about} ends on ${dates.day(outcome.expires)}`
    return outcome.state === 'expired'
      ? `${about} ended on ${dates.day(outcome.expires)}`
      : `${about} has no effect any more: ${outcome.state.replaceAll('-', ' ')}`
  })
}

export function coverageIds(ids: readonly string[]): readonly string[] {
  return shortened(ids, 'dataset')
}

export function answerLines(projects: readonly string[], words: string): readonly string[] {
  return shortened(
    projects.map((id) => `project ${id}: ${words}`),
    'project',
  )
}

function shortened(lines: readonly string[], what: string): readonly string[] {
  const more = lines.length - LINES_A_PART
  return more <= 0 ? lines : [...lines.slice(0, LINES_A_PART), `and ${counted(more, `more ${what}`)}, in the report`]
}
