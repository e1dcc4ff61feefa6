import { markup } from '../html/markup.ts'
import { relativeHref } from '../html/link.ts'
import type { ReportFile } from '../report-file.ts'
import { counted, grouped, sentence } from '../words/count-words.ts'
import { statusCounts } from '../words/status-words.ts'
import { troubleLines } from '../words/trouble-words.ts'
import { causesSection } from './causes-section.ts'
import { joinsSection, methodSection, readersSection, timingsSection } from './closing-sections.ts'
import { coverageBanner } from './coverage-banner.ts'
import { coverageSection } from './coverage-section.ts'
import { exceptionsSection } from './exceptions-section.ts'
import { filterLinks, filters } from './filters.ts'
import { findingsTable } from './findings-table.ts'
import { type Section, type Site, page } from './page.ts'
import { INDEX, ROWS_A_PAGE, filterPath } from './paths.ts'
import { projectsTable } from './projects-table.ts'
import { pager, split } from './split.ts'
import { tonightSection } from './tonight-section.ts'

const PROJECTS_ON_INDEX = 50
const FINDINGS_ON_INDEX = 25
const ALL_PROJECTS = 'security/projects.html'

/** The index in the order of work, and the full list of projects where the index cannot hold it. */
export function indexPages(site: Site): readonly ReportFile[] {
  const { view } = site
  const index = page(site, {
    path: INDEX,
    title: 'Security report',
    caption: `${view.result.run.institution}, night of ${view.dates.fullDay(view.dates.today)}`,
    above: [],
    banner: coverageBanner(site, INDEX),
    sections: [
      coverageSection(site),
      tonightSection(site),
      ...troublesSection(site),
      projectsSection(site),
      causesSection(site),
      findingsSection(site),
      exceptionsSection(site),
      joinsSection(site),
      readersSection(site),
      timingsSection(site),
      methodSection(site),
    ],
  })
  return view.projects.length > PROJECTS_ON_INDEX ? [index, ...projectLists(site)] : [index]
}

/** Missing nights and messages that have not arrived; left out where there are none. */
function troublesSection({ view }: Site): readonly Section[] {
  const lines = troubleLines(view)
  if (lines.length === 0) return []
  return [{ id: 'before', title: 'Before this run', body: markup`<ul>${lines.map((line) => markup`<li>${sentence(line)}</li>`)}</ul>` }]
}

function projectsSection({ view }: Site): Section {
  const { projects } = view
  if (projects.length === 0) return { id: 'projects', title: 'Projects', body: undeclared(view.result.assessment.population) }
  const shown = projects.slice(0, PROJECTS_ON_INDEX)
  const caption =
    shown.length === projects.length
      ? counted(projects.length, 'project')
      : `${grouped(shown.length)} of ${counted(projects.length, 'project')}, those that need work first`
  return {
    id: 'projects',
    title: 'Projects',
    body: markup`<ul>${statusCounts(view).map((line) => markup`<li>${line}</li>`)}</ul>
${projectsTable(shown, view, INDEX, caption)}
${shown.length === projects.length ? null : markup`<p><a href="${relativeHref(INDEX, ALL_PROJECTS)}">All ${grouped(projects.length)} projects</a></p>`}`,
  }
}

function undeclared({ people, externals, accounts }: Site['view']['result']['assessment']['population']) {
  return markup`<p>No project is declared, so there is nothing to compare with, and no verdict.</p>
<p>Seen: ${counted(accounts, 'account')}; ${counted(people, 'person', 'people')}, ${grouped(externals)} of them external.</p>
<p>Declare the first project in a file of its own, <code>policies/projects/</code><em>project</em><code>.yaml</code>, with its lead, its resources and who is entitled to them; <code>gatehouse policy check</code> says what is missing.</p>`
}

function findingsSection(site: Site): Section {
  const { open } = site.view
  const shown = open.slice(0, FINDINGS_ON_INDEX)
  const all = filters(site.view)
  return {
    id: 'findings',
    title: 'Findings',
    body: markup`${filterLinks(all, INDEX, null)}
${
  shown.length === 0
    ? markup`<p>No finding is open. Read it together with the coverage above: what was not read cannot be found.</p>`
    : findingsTable(
        'findings-table',
        `${grouped(shown.length)} of ${counted(open.length, 'open finding')}, by severity, then age`,
        shown,
        site,
        INDEX,
      )
}
${open.length > shown.length ? markup`<p><a href="${relativeHref(INDEX, filterPath('all'))}">All ${grouped(open.length)} open findings</a></p>` : null}
${site.view.atLarge.length === 0 ? null : markup`<p><a href="${relativeHref(INDEX, filterPath('at-large'))}">${counted(site.view.atLarge.length, 'finding')} of no single project</a></p>`}`,
  }
}

function projectLists(site: Site): readonly ReportFile[] {
  const { view } = site
  return split(view.projects, ROWS_A_PAGE, ALL_PROJECTS).map((part) =>
    page(site, {
      path: part.path,
      title: part.number === 1 ? 'All projects' : `All projects, page ${part.number}`,
      caption: `Projects, ${part.range}`,
      above: [{ path: INDEX, title: 'Security report' }],
      banner: coverageBanner(site, part.path),
      sections: [
        {
          id: 'projects',
          title: counted(view.projects.length, 'project'),
          body: markup`<ul>${statusCounts(view).map((line) => markup`<li>${line}</li>`)}</ul>
${projectsTable(part.items, view, part.path, `Projects, ${part.range}`)}
${pager(ALL_PROJECTS, part, 'Pages of projects')}`,
        },
      ],
    }),
  )
}
