import { type Markup, markup } from '../html/markup.ts'
import { relativeHref } from '../html/link.ts'
import { originOf } from '../html/origin.ts'
import { type PageContent, framedPage } from '../html/page-frame.ts'
import type { ReportFile } from '../report-file.ts'
import type { ResultView } from '../result-view.ts'
import { INDEX, projectPath } from './paths.ts'

export type { Section } from '../html/page-frame.ts'

/** What the pages of one run share. */
export interface Site {
  readonly view: ResultView
  readonly style: string
  readonly styleHash: string
  /** Coverage of the run, worked out once, since every page begins with it. */
  readonly coverage: { readonly whole: boolean; readonly sentences: readonly string[] }
  /** Where the block of each open finding stands. */
  readonly homes: ReadonlyMap<string, string>
}

/** A page of the security report. */
export function page({ view, style, styleHash }: Site, content: PageContent): ReportFile {
  const { run } = view.result
  return framedPage(
    {
      home: INDEX,
      day: view.dates.fullDay(view.dates.today),
      owner: run.institution,
      style,
      styleHash,
      origin: originOf(view),
      note: `Days and times are those of ${run.timeZone}. This page names people and weak spots: keep it as your institution keeps such papers.`,
    },
    content,
  )
}

/** A project's id, as a link where it has a page. */
export function projectLink(id: string, { view }: Site, from: string): Markup {
  return view.projectIds.has(id) ? markup`<a href="${relativeHref(from, projectPath(id))}">${id}</a>` : markup`${id}`
}
