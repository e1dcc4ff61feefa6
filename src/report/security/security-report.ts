import type { AuditResult } from '../../core/model/audit-result.ts'
import { sortedBy } from '../../core/base/order.ts'
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
 * The security report: `security/index.html` and its pages, sorted by path; static, self-contained, without scripts.
 *
 * Linear in the result's size; each page carries the style once. Throws if two pages would share a path, since one would be lost.
 */
export function securityReport(result: AuditResult, tools: ReportTools): readonly ReportFile[] {
  const view = resultView(result)
  const text = style(result.run, result.publication?.head ?? null)
  const coverage = { whole: isWhole(view), sentences: coverageSentences(view) }
  const site: Site = { view, style: text, styleHash: tools.sha256Base64(text), coverage, homes: findingHomes(view) }
  const files = [
    ...indexPages(site),
    ...view.projects.flatMap((project) => projectPages(project, site)),
    ...view.sources.map((source) => sourcePage(source, site)),
    ...findingsPages(site),
  ]
  return distinct(sortedBy(files, ({ path }) => path))
}

function distinct(files: readonly ReportFile[]): readonly ReportFile[] {
  files.forEach(({ path }, i) => {
    if (files[i + 1]?.path === path) throw new Error(`two pages of the security report share the path ${path}`)
  })
  return files
}
