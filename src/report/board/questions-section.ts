import { type Markup, markup } from '../html/markup.ts'
import type { Section } from '../html/page-frame.ts'
import { counted, grouped, listed } from '../words/count-words.ts'
import { measureWords } from '../words/measure-words.ts'
import { legalWords, officeName } from './annex.ts'
import type { BoardView } from './board-view.ts'

/** The six key questions of the Trusted Research guidance, in our words: the declared answer, the evidence and its date, or that none can be known. */
export function questionsSection(board: BoardView): Section {
  const { view } = board
  const day = view.dates.fullDay(view.dates.today)
  return {
    id: 'questions',
    title: 'Six key questions',
    body: markup`<ol>${[
      question('Who answers for this at senior level?', holders(board, ['senior-lead', 'siro']), roleEvidence(board), day),
      question('Which partners and funders do we depend on?', partners(board), measure(board, 'partners-with-agreement'), day),
      question('How is high-risk collaboration identified and managed?', highRisk(board), undecided(board), day),
      question(
        'Do staff know when and to whom to escalate?',
        'The policy names to whom findings go.',
        'Gatehouse cannot know what staff know.',
        day,
      ),
      question(
        'Which legal conditions apply, and are they met?',
        'Those that the projects’ policies name.',
        `Clearances: ${legalWords('clearance', board)}. Licences: ${legalWords('licence', board)}.`,
        day,
      ),
      question('Who champions it?', holders(board, ['champion/academic', 'champion/corporate']), roleEvidence(board), day),
    ]}</ol>`,
  }
}

function question(asked: string, declared: string, evidence: string, day: string): Markup {
  return markup`<li><b>${asked}</b><br>Declared: ${declared}<br>Evidence, ${day}: ${evidence}</li>
`
}

function holders({ view }: BoardView, offices: readonly string[]): string {
  const named = view.result.assessment.offices.filter(({ office }) => offices.includes(office))
  if (named.length === 0) return 'nothing.'
  return `${listed(named.map(({ office, holder }) => `${officeName(office)}: ${holder ?? 'nobody'}`))}.`
}

function roleEvidence({ view }: BoardView): string {
  if (view.result.assessment.rulesNotAssessed.some(({ rule }) => rule === 'GOV-01'))
    return 'not assessed: what the registers hold of them was not read.'
  const vacant = view.open.filter(({ finding }) => finding.rule.id === 'GOV-01').length
  return vacant === 0 ? 'no named role was found empty, or held by somebody who is gone.' : `${counted(vacant, 'named role')} not live.`
}

function partners({ view }: BoardView): string {
  const names = new Set(
    view.projects.flatMap(({ access }) =>
      access.flatMap(({ relation, organisation }) => (relation === 'partner' ? (organisation ?? []) : [])),
    ),
  )
  const { funders } = view.result.assessment
  return `${counted(names.size, 'partner')} with people who reach a project; ${funders.length === 0 ? 'no share of the funding is declared.' : `${counted(funders.length, 'partner')} with a declared share of the funding.`}`
}

function measure({ tonight }: BoardView, name: 'partners-with-agreement'): string {
  const found = tonight.measures.find((one) => one.name === name)
  return found === undefined ? 'not measured.' : `agreement in force: ${measureWords(found)}.`
}

function highRisk({ view, asks }: BoardView): string {
  const high = view.projects.filter(({ sensitivity }) => sensitivity === 'sensitive' || sensitivity === 'controlled').length
  return `${grouped(high)} of ${counted(view.projects.length, 'project')} declared sensitive or controlled; ${counted(asks.length, 'decision')} wanted.`
}

function undecided({ view }: BoardView): string {
  if (view.result.assessment.rulesNotAssessed.some(({ rule }) => rule === 'GOV-05')) return 'not assessed: what that needs was not read.'
  const open = view.open.filter(({ finding }) => finding.rule.id === 'GOV-05').length
  return open === 0 ? 'no high-risk project was found without a senior decision.' : `${counted(open, 'project')} without a senior decision.`
}
