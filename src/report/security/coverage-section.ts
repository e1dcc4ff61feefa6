import type { GapRow } from '../../core/model/audit-result.ts'
import type { Diagnostic } from '../../core/base/diagnostic.ts'
import { distinctTexts, sortedBy } from '../../core/base/order.ts'
import { type Markup, markup, nothing } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { relativeHref } from '../html/link.ts'
import { table } from '../html/table.ts'
import { counted, grouped, listed, sentence } from '../words/count-words.ts'
import { type SourceCoverage, sourceCoverage } from '../words/coverage-words.ts'
import { type Section, type Site, projectLink } from './page.ts'
import { INDEX, filterPath, sourcePath } from './paths.ts'
import { datasetTag } from './tag.ts'

const GAPS_ON_INDEX = 5
const DIAGNOSTICS_ON_INDEX = 50

/** Part 1 of the report: sources by state, gaps with their cure, routes never checked, what changed since the last run. */
export function coverageSection(site: Site): Section {
  const { view } = site
  const { assessment } = view.result
  return {
    id: 'coverage',
    title: 'Coverage',
    body: markup`${coverageChange(site)}
${sourceTable(
  site,
  sortedBy(sourceCoverage(view), ({ state, source }) => [state === 'complete' ? 1 : 0, source]),
)}
<h3>What was not read, and its cure</h3>
${assessment.gaps.length === 0 ? markup`<p>No gap was recorded.</p>` : gapList([...view.gapsOf.values()].flat().slice(0, GAPS_ON_INDEX), site, INDEX)}
${assessment.gaps.length > GAPS_ON_INDEX ? markup`<p><a href="${relativeHref(INDEX, filterPath('gaps'))}">All ${grouped(assessment.gaps.length)} gaps</a></p>` : null}
${mutedRules(site)}
${diagnostics(site)}
${neverChecked(assessment.neverChecked)}`,
  }
}

/** Gaps, each with its cure, its place in the evidence and the projects that it touches. */
export function gapList(gaps: readonly GapRow[], site: Site, from: string): Markup {
  return markup`<ul class="gaps">${gaps.map(
    (
      gap,
    ) => markup`<li><p><b>${gap.source}</b>: ${inlineText(gap.reason)} <span class="record">${placeOf(gap)}${gap.record === null ? null : markup` · <code>${gap.record}</code>`}${gap.at === null ? null : markup` · ${gap.at}`} · gap ${gap.id}</span></p>
<p class="cure">${gap.cure === null ? 'No cure is known.' : markup`Cure: ${inlineText(gap.cure)}.`} ${touched(gap.projects, site, from)}</p></li>
`,
  )}</ul>`
}

// A source with one unit or one dataset often calls them by its own name, which need not be said again.
function placeOf({ source, unit, dataset }: GapRow): string {
  return [...new Set([unit, dataset])].filter((part) => part !== source && part !== '').join(', ') || 'everything'
}

function touched(projects: readonly string[], site: Site, from: string): Markup {
  if (projects.length === 0) return markup`Touches no project above open.`
  const shown = projects.slice(0, 8)
  const rest = projects.length - shown.length
  return markup`Touches ${shown.map((id, i) => markup`${i === 0 ? '' : ', '}${projectLink(id, site, from)}`)}${rest === 0 ? null : ` and ${counted(rest, 'more project')}`}.`
}

function coverageChange({ view: { result } }: Site): Markup {
  const { coverageLost, coverageRegained, previousRun } = result.life
  if (coverageLost.length === 0 && coverageRegained.length === 0) {
    return previousRun === null ? nothing : markup`<p>Coverage is as it was in the run before, ${previousRun.id}.</p>`
  }
  return markup`${coverageLost.length === 0 ? null : markup`<div class="warn"><p><b>Coverage fell since the last run.</b> Where fewer findings are shown below, less may have been seen, not less be there.</p><ul>${coverageLost.map((line) => markup`<li>No longer read completely: ${inlineText(line)}</li>`)}</ul></div>`}
${coverageRegained.length === 0 ? null : markup`<ul>${coverageRegained.map((line) => markup`<li>Read completely again: ${inlineText(line)}</li>`)}</ul>`}`
}

function sourceTable({ view }: Site, sources: readonly SourceCoverage[]): Markup {
  return table(
    'sources',
    markup`Sources by state, those not read completely first`,
    [
      { head: 'Source', holds: 'word' },
      { head: 'State', holds: 'word' },
      { head: 'Datasets complete', holds: 'number' },
      { head: 'Oldest part', holds: 'word' },
      { head: 'Gaps', holds: 'number' },
      { head: 'Projects that rest on it', holds: 'number' },
    ],
    sources.map(({ source, state, complete, datasets, oldest, gaps, projects }) => [
      markup`<a href="${relativeHref(INDEX, sourcePath(source))}">${source}</a>`,
      datasetTag(state),
      markup`${complete} of ${datasets}`,
      markup`${oldest === null ? 'nothing read' : view.dates.ago(oldest)}`,
      markup`${grouped(gaps)}`,
      markup`${grouped(projects)}`,
    ]),
  )
}

function mutedRules(site: Site): Markup {
  const { rulesNotAssessed } = site.view.result.assessment
  if (rulesNotAssessed.length === 0) return nothing
  const rules = distinctTexts(rulesNotAssessed.map(({ rule }) => rule)).length
  // Most rules fall silent together, for one reason in the same projects: said once.
  const together = Map.groupBy(rulesNotAssessed, ({ reason, projects }) => [reason, ...projects].join('\n'))
  return markup`<details><summary>Rules that could not speak in some projects: ${grouped(rules)}</summary>
<ul>${sortedBy(together, ([key]) => key).map(([, all]) => markup`<li>${inlineText(sentence(all[0]?.reason ?? ''))} ${touched(all[0]?.projects ?? [], site, INDEX)} <b>${listed(distinctTexts(all.map(({ rule }) => rule)))}</b></li>`)}</ul></details>`
}

function diagnostics({ view: { result } }: Site): Markup {
  const errors = result.assessment.policyDiagnostics.filter(({ level }) => level === 'error')
  const warnings = result.assessment.policyDiagnostics.filter(({ level }) => level === 'warning')
  return markup`${errors.length === 0 ? null : markup`<h3>Errors in policy files</h3>${diagnosticList(errors)}`}
${warnings.length === 0 ? null : markup`<details><summary>Warnings on policy files: ${grouped(warnings.length)}</summary>${diagnosticList(warnings)}</details>`}`
}

/** What should be mended in policy files, at its place; the rest is told by `gatehouse policy check`. */
export function diagnosticList(all: readonly Diagnostic[]): Markup {
  const rest = all.length - DIAGNOSTICS_ON_INDEX
  return markup`<ul class="gaps">${all.slice(0, DIAGNOSTICS_ON_INDEX).map(({ file, line, column, code, level, message, help }) => markup`<li><p><code>${file}:${line}:${column}</code> ${level} ${code}: ${inlineText(message)}</p>${help === null ? null : markup`<p class="cure">Help: ${inlineText(help)}</p>`}</li>`)}</ul>
${rest > 0 ? markup`<p>${grouped(rest)} more: <code>gatehouse policy check</code></p>` : null}`
}

function neverChecked(routes: readonly string[]): Markup {
  if (routes.length === 0) return markup`<p>The result names no route that this version leaves out.</p>`
  return markup`<details><summary>Never checked: ${counted(routes.length, 'route')}</summary><p>This version does not look at these routes, in any project. They do not make a project not assessed.</p>
<ul>${routes.map((route) => markup`<li>${inlineText(route)}</li>`)}</ul></details>`
}
