import type { AccessRow, ProjectAssessment } from '../../core/model/audit-result.ts'
import { sortedBy } from '../../core/base/order.ts'
import { markup } from '../html/markup.ts'
import { relativeHref } from '../html/link.ts'
import type { ReportFile } from '../report-file.ts'
import { counted, grouped } from '../words/count-words.ts'
import { accessTable } from './access-table.ts'
import { projectBanner } from './coverage-banner.ts'
import { type Section, type Site, page } from './page.ts'
import { INDEX, ROWS_A_PAGE, projectPath } from './paths.ts'
import { type Part, pager, split } from './split.ts'

/** The accesses of people of one relation, on pages of their own. */
export interface AccessList {
  readonly relation: string
  readonly parts: readonly Part<AccessRow>[]
}

/** None where one table holds them all; else one list a relation, by name, split further where it is long. */
export function accessLists({ id, access }: ProjectAssessment): readonly AccessList[] {
  if (access.length <= ROWS_A_PAGE) return []
  const relations = Map.groupBy(access, ({ relation }) => relation)
  return sortedBy(relations, ([relation]) => relation).map(([relation, rows], i) => ({
    relation,
    parts: split(rows, ROWS_A_PAGE, projectPath(id).replace(/\.html$/u, `.access-${i + 1}.html`)),
  }))
}

/** Everybody who can reach the project: a table, or links to the lists where they are too many for one. */
export function accessSection({ id, access, status, counts }: ProjectAssessment, lists: readonly AccessList[], site: Site): Section {
  const head = { id: 'access', title: 'Who can reach it' }
  const path = projectPath(id)
  if (status.kind === 'not-compared') return { ...head, body: markup`<p>Not listed: this project is declared open.</p>` }
  if (access.length === 0) {
    const words =
      status.kind === 'not-assessed'
        ? 'Not known: see what was not read.'
        : 'No access is listed: nobody was seen to reach it but those whom its default covers.'
    return { ...head, body: markup`<p>${words}</p>` }
  }
  const caption =
    access.length === counts.accesses
      ? `${counted(access.length, 'access', 'accesses')} seen`
      : `${grouped(access.length)} of ${counted(counts.accesses, 'access', 'accesses')} seen are listed: who is covered by the default of an internal project is not`
  if (lists.length === 0) return { ...head, body: accessTable(caption, access, site, path) }
  return {
    ...head,
    body: markup`<p>${caption}; they stand on pages by relation.</p>
<ul>${lists.map(({ relation, parts }) => markup`<li>${relation}: ${parts.map((part) => markup`<a href="${relativeHref(path, part.path)}">${part.range}</a> `)}</li>`)}</ul>`,
  }
}

export function accessPages(project: ProjectAssessment, { relation, parts }: AccessList, site: Site): readonly ReportFile[] {
  return parts.map((part) =>
    page(site, {
      path: part.path,
      title: `${project.title}: ${relation}, ${part.range}`,
      caption: `Who can reach it: ${grouped(project.access.length)} accesses seen`,
      above: [
        { path: INDEX, title: 'Security report' },
        { path: projectPath(project.id), title: project.title },
      ],
      banner: projectBanner(project, site, part.path),
      sections: [
        {
          id: 'access',
          title: `${relation}: ${part.range}`,
          body: markup`${accessTable(`Accesses, ${part.range}`, part.items, site, part.path)}
${pager(parts[0]?.path ?? part.path, part, 'Pages of this list')}`,
        },
      ],
    }),
  )
}
