import { markup } from '../html/markup.ts'
import type { ReportFile } from '../report-file.ts'
import { counted } from '../words/count-words.ts'
import { coverageBanner } from './coverage-banner.ts'
import { type Filter, filterLinks, filters } from './filters.ts'
import { findingBlock } from './finding-block.ts'
import { findingsTable } from './findings-table.ts'
import { gapList } from './coverage-section.ts'
import { type Site, page } from './page.ts'
import { BLOCKS_A_PAGE, INDEX, ROWS_A_PAGE, filterPath } from './paths.ts'
import { pager, split } from './split.ts'

const ABOVE = [{ path: INDEX, title: 'Security report' }]

/** The ready-made lists of findings, the blocks of those at large, and all gaps; split where they are long. */
export function findingsPages(site: Site): readonly ReportFile[] {
  const all = filters(site.view)
  return [...all.flatMap((filter) => filterPages(filter, all, site)), ...atLargePages(site), ...gapPages(site)]
}

function filterPages(filter: Filter, all: readonly Filter[], site: Site): readonly ReportFile[] {
  const path = filterPath(filter.slug)
  return split(filter.findings, ROWS_A_PAGE, path).map((part) =>
    page(site, {
      path: part.path,
      title: part.number === 1 ? filter.title : `${filter.title}, page ${part.number}`,
      caption: `Findings, ${part.range}`,
      above: ABOVE,
      banner: coverageBanner(site, part.path),
      sections: [
        {
          id: 'findings',
          title: counted(filter.findings.length, 'finding'),
          body: markup`${part.items.length === 0 ? markup`<p>${filter.whenEmpty}</p>` : findingsTable('list', `${filter.title}: ${part.range}, gravest first, then oldest`, part.items, site, part.path)}
${pager(path, part, 'Pages of this list')}`,
        },
        { id: 'lists', title: 'Other lists', body: filterLinks(all, part.path, filter.slug) },
      ],
    }),
  )
}

function atLargePages(site: Site): readonly ReportFile[] {
  const path = filterPath('at-large')
  return split(site.view.atLarge, BLOCKS_A_PAGE, path).map((part) =>
    page(site, {
      path: part.path,
      title: part.number === 1 ? 'Findings of no single project' : `Findings of no single project, page ${part.number}`,
      caption: `Findings, ${part.range}`,
      above: ABOVE,
      banner: coverageBanner(site, part.path),
      sections: [
        {
          id: 'findings',
          title: counted(site.view.atLarge.length, 'finding'),
          body: markup`${part.items.length === 0 ? markup`<p>Every open finding belongs to one project.</p>` : part.items.map((view) => findingBlock(view, site, part.path))}
${pager(path, part, 'Pages of these findings')}`,
        },
      ],
    }),
  )
}

function gapPages(site: Site): readonly ReportFile[] {
  const path = filterPath('gaps')
  return split([...site.view.gapsOf.values()].flat(), ROWS_A_PAGE, path).map((part) =>
    page(site, {
      path: part.path,
      title: part.number === 1 ? 'What was not read' : `What was not read, page ${part.number}`,
      caption: `Gaps, ${part.range}`,
      above: ABOVE,
      banner: coverageBanner(site, part.path),
      sections: [
        {
          id: 'gaps',
          title: counted(site.view.result.assessment.gaps.length, 'gap'),
          body: markup`${part.items.length === 0 ? markup`<p>No gap was recorded.</p>` : gapList(part.items, site, part.path)}
${pager(path, part, 'Pages of gaps')}`,
        },
      ],
    }),
  )
}
