import type { EvidenceUsed, LedgerRow } from '../../core/model/audit-result.ts'
import { epochMs } from '../../core/base/instant.ts'
import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { table } from '../html/table.ts'
import type { ReportFile } from '../report-file.ts'
import { counted, grouped, sentence } from '../words/count-words.ts'
import { coverageBanner } from './coverage-banner.ts'
import { gapList } from './coverage-section.ts'
import { type Site, page, projectLink } from './page.ts'
import { INDEX, sourcePath } from './paths.ts'
import { datasetTag } from './tag.ts'

// Beyond this many a list of links helps nobody; the whole list stands in `result.json`.
const LINKS = 500

/** A source's page: what was read of it, by whom, how long it took, its gaps, and the projects that rest on it. */
export function sourcePage(source: string, site: Site): ReportFile {
  const { view } = site
  const path = sourcePath(source)
  const rows = view.ledgerOf.get(source) ?? []
  const gaps = view.gapsOf.get(source) ?? []
  const evidence = view.result.run.evidence.find((used) => used.source === source)
  const projects = [...new Set(rows.flatMap((row) => row.projects))].sort()
  return page(site, {
    path,
    title: `Source ${source}`,
    caption: `${evidence?.kind ?? 'unknown kind'}, ${counted(rows.length, 'dataset')}`,
    above: [{ path: INDEX, title: 'Security report' }],
    banner: coverageBanner(site, path),
    sections: [
      {
        id: 'reading',
        title: 'Reading',
        body: markup`${evidence === undefined ? markup`<p>No evidence of this source was used.</p>` : readingFacts(evidence, site)}${rows.length === 0 ? markup`<p>The ledger has no dataset of this source: nothing was read.</p>` : ledgerTable(rows, site)}`,
      },
      {
        id: 'gaps',
        title: counted(gaps.length, 'gap'),
        body: gaps.length === 0 ? markup`<p>No gap was recorded for this source.</p>` : gapList(gaps, site, path),
      },
      {
        id: 'projects',
        title: 'Projects that rest on it',
        body:
          projects.length === 0
            ? markup`<p>No project above open rests on it.</p>`
            : markup`<p>${grouped(projects.length)} of ${grouped(view.projects.length)}: ${projects.slice(0, LINKS).map((id, i) => markup`${i === 0 ? '' : ', '}${projectLink(id, site, path)}`)}${projects.length > LINKS ? ` and ${grouped(projects.length - LINKS)} more` : null}.</p>`,
      },
    ],
  })
}

function readingFacts({ reader, startedAt, endedAt, manifestHash }: EvidenceUsed, { view: { dates } }: Site): Markup {
  return markup`<dl class="facts">
<div><dt>Read as</dt><dd>${reader === null ? 'not recorded' : markup`<code>${reader}</code>`}</dd></div>
<div><dt>Began</dt><dd>${startedAt === null ? 'not recorded' : dates.moment(startedAt)}</dd></div>
<div><dt>Ended</dt><dd>${endedAt === null ? 'the read did not end' : dates.moment(endedAt)}</dd></div>
<div><dt>Manifest</dt><dd>${manifestHash === null ? 'none: nothing of it could be used' : markup`<code>${manifestHash}</code>`}</dd></div>
</dl>`
}

function ledgerTable(rows: readonly LedgerRow[], { view }: Site): Markup {
  return table(
    'ledger',
    markup`Coverage ledger`,
    [
      { head: 'Dataset', holds: 'name' },
      { head: 'State, and why not complete', holds: 'text' },
      { head: 'Records', holds: 'number' },
      { head: 'Shows the state of', holds: 'word' },
      { head: 'Took', holds: 'number' },
    ],
    rows.map((row) => [
      markup`${row.dataset}<span class="sub">${row.unit}</span>`,
      markup`${datasetTag(row.state)}${row.state === 'complete' ? null : whyNot(row)}`,
      markup`${grouped(row.records)}<span class="sub">${row.total === null ? 'source gives no total' : `of ${grouped(row.total)} by the source`}</span>`,
      markup`${view.dates.clock(row.asOf)}${row.reusedFrom === null ? null : markup`<span class="sub">taken over from run ${row.reusedFrom}</span>`}`,
      markup`${seconds(row)}<span class="sub">${counted(row.pages, 'page')}</span>`,
    ]),
  )
}

function whyNot({ reasons, cure }: LedgerRow): Markup {
  return markup`<span class="says">${reasons.map((reason) => markup`${inlineText(sentence(reason))} `)}</span><span class="sub">${cure === null ? 'No cure is known.' : markup`Cure: ${inlineText(cure)}.`}</span>`
}

/** How long a dataset took to read, in whole seconds. */
function seconds({ startedAt, endedAt }: LedgerRow): string {
  return `${grouped(Math.round((epochMs(endedAt) - epochMs(startedAt)) / 1000))} s`
}
