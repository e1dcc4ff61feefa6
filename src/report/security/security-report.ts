import type { AuditResult } from '../../core/model/audit-result.ts'
import type { ReportFile, ReportTools } from '../report-file.ts'
import { resultView } from '../result-view.ts'
import { coverageSentences, isWhole } from '../words/coverage-words.ts'
import { findingsPages } from './findings-pages.ts'
import { indexPages } from './index-page.ts'
import type { Site } from './page.ts'
import { findingHomes } from './paths.ts'
import { projectPages } from './project-page.ts'
import { sourcePage } from './source-page.ts'
import { style } from './style.ts'

/**
 * The security report, page by page: `security/index.html` first, then projects, sources, findings; static, self-contained, without
 * scripts.
 *
 * Yields a page as soon as it is made, since all of them together would not fit into memory for a large institution. Linear in the
 * result's size; each page carries the style once. Throws if two pages would share a path, since one would be lost.
 */
export function* securityReport(result: AuditResult, tools: ReportTools): Generator<ReportFile, void> {
  const view = resultView(result)
  const text = style(result.run, result.publication?.head ?? null)
  const coverage = { whole: isWhole(view), sentences: coverageSentences(view) }
  const site: Site = { view, style: text, styleHash: tools.sha256Base64(text), coverage, homes: findingHomes(view) }
  const paths = new Set<string>()
  for (const file of pagesOf(site)) {
    if (paths.has(file.path)) throw new Error(`two pages of the security report share the path ${file.path}`)
    paths.add(file.path)
    yield file
  }
}

function* pagesOf(site: Site): Generator<ReportFile, void> {
  const { view } = site
  yield* indexPages(site)
  for (const project of view.projects) yield* projectPages(project, site)
  for (const source of view.sources) yield sourcePage(source, site)
  yield* findingsPages(site)
}
