import type { Markup } from '../html/markup.ts'
import { type Section, framedPage } from '../html/page-frame.ts'
import type { ReportFile } from '../report-file.ts'
import type { ResultView } from '../result-view.ts'
import { originOf } from '../html/origin.ts'

/** What the pages of all leads share: nothing that one of them may not see. */
export interface LeadFrame {
  readonly view: ResultView
  readonly style: string
  readonly styleHash: string
}

export interface LeadPageContent {
  readonly path: string
  /** The project's first page, to which the mark in the head leads. */
  readonly home: string
  readonly title: string
  readonly caption: string
  readonly above: readonly { readonly path: string; readonly title: string }[]
  readonly banner: Markup
  readonly sections: readonly Section[]
}

export function leadPage({ view, style, styleHash }: LeadFrame, { home, ...content }: LeadPageContent): ReportFile {
  const { run } = view.result
  return framedPage(
    {
      home,
      day: view.dates.fullDay(view.dates.today),
      owner: run.institution,
      style,
      styleHash,
      origin: originOf(view),
      note: `Days and times are those of ${run.timeZone}. This page names people and is meant for the lead and the deputy of this project alone: keep it as your institution keeps such papers.`,
    },
    content,
  )
}

/** The style of a lead's pages, beside that of every report. */
export const leadStyle = `
.ways{display:grid;gap:.9rem;margin:1rem 0 .8rem}
@media(min-width:46rem){.ways{grid-template-columns:1fr 1fr}}
.ways>div{border:1px solid var(--strong);padding:.8rem 1rem .6rem;background:var(--paper)}
.ways h4{margin:0 0 .35rem;font-size:1rem}
.ways p{margin:0 0 .5rem}
.paper td{height:2.4rem}.box{display:inline-block;width:1.1rem;height:1.1rem;border:1.5px solid var(--ink);vertical-align:-.2rem}
.answers{list-style:none;margin:0 0 1rem;padding:0}.answers li{border-bottom:1px dotted var(--strong);padding:.5rem 0 1.6rem;max-width:44rem}
@media print{.ways{grid-template-columns:1fr 1fr}.ways>div{break-inside:avoid}}
`
