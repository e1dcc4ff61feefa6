import type { ProjectAssessment, ProjectCounts } from '../../core/model/audit-result.ts'
import { type Markup, markup, nothing } from '../html/markup.ts'
import { relativeHref } from '../html/link.ts'
import { inlineText } from '../html/inline-text.ts'
import { table } from '../html/table.ts'
import type { ResultView } from '../result-view.ts'
import { grouped } from '../words/count-words.ts'
import { statusSentence } from '../words/status-words.ts'
import { projectPath } from './paths.ts'
import { statusTag } from './tag.ts'

/** Projects with what may be said of each, those that need work first. */
export function projectsTable(projects: readonly ProjectAssessment[], view: ResultView, from: string, caption: string): Markup {
  return table(
    'projects-table',
    markup`${caption}<small>In the bar, from left: entitled, accepted, not assessed, without entitlement.</small>`,
    [
      { head: 'Project', holds: 'name' },
      { head: 'Status, and what may be said', holds: 'text' },
      { head: 'People', holds: 'word' },
      { head: 'Accesses', holds: 'name' },
    ],
    projects.map((project) => [
      markup`<a href="${relativeHref(from, projectPath(project.id))}">${project.title}</a><span class="sub">${project.id}, ${sensitivityWords(project)}</span>`,
      markup`${statusTag(project.status)}<span class="says">${inlineText(statusSentence(project, view))}</span>`,
      project.status.kind === 'not-compared' ? markup`not compared` : people(project),
      project.status.kind === 'not-compared' ? markup`not compared` : accessBar(project),
    ]),
  )
}

export function sensitivityWords({ sensitivity, crownJewel }: ProjectAssessment): string {
  return crownJewel ? `${sensitivity}, crown jewel` : sensitivity
}

// Where nothing could be assessed, nought people is not an answer.
function people({ status, counts }: ProjectAssessment): Markup {
  if (status.kind === 'not-assessed' && counts.people === 0) return markup`not known`
  return markup`${grouped(counts.people)}<span class="sub">${grouped(counts.externals)} external</span>`
}

/** A stacked bar of the accesses; the same figures stand in its name and below it. */
function accessBar({ status, counts }: ProjectAssessment): Markup {
  const { accesses, entitledAccesses, acceptedAccesses, notAssessedAccesses, excessAccesses }: ProjectCounts = counts
  const parts = [
    { name: 'entitled', count: entitledAccesses },
    { name: 'accepted', count: acceptedAccesses },
    { name: 'not-assessed', count: notAssessedAccesses },
    { name: 'excess', count: excessAccesses },
  ]
  const total = parts.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return markup`${status.kind === 'not-assessed' ? 'not known' : 'none seen'}`
  const words = `${grouped(entitledAccesses)} of ${grouped(accesses)} entitled${notAssessedAccesses === 0 ? '' : `, ${grouped(notAssessedAccesses)} not assessed`}`
  // A full bar would look like an answer where there is none.
  if (status.kind === 'not-assessed') return markup`As far as seen:<span class="sub">${words}</span>`
  let x = 0
  const pieces = parts.map(({ name, count }) => {
    const width = Math.round((count / total) * 1440) / 10
    const piece = count === 0 ? nothing : markup`<rect class="b-${name}" x="${x}" y="0" width="${Math.max(width, 3)}" height="12"/>`
    x = Math.round((x + width) * 10) / 10
    return piece
  })
  return markup`<svg class="bar" viewBox="0 0 144 12" preserveAspectRatio="none" role="img" aria-label="${parts.map(({ name, count }) => `${grouped(count)} ${name.replace('-', ' ')}`).join(', ')}"><rect class="b-rest" width="144" height="12"/>${pieces}</svg><span class="sub">${words}</span>`
}
