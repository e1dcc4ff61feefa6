import type { Run } from '../../core/model/audit-result.ts'

/** A4, details open, header rows repeated, no card cut in two; run and chain head in the foot of each sheet. */
export function printStyle(run: Run, chainHead: string | null): string {
  const foot = `Gatehouse security report, run ${run.id}, chain head ${chainHead ?? 'none: not published'}`
  return `
@page{size:A4;margin:16mm 14mm 18mm;@bottom-left{content:"${styleString(foot)}";font:7pt sans-serif;color:#444}@bottom-right{content:counter(page) " of " counter(pages);font:7pt sans-serif;color:#444}}
@media print{body{background:#fff;font-size:10pt}.skip,.contents,.filters,.pager,.crumbs{display:none}.columns{display:block}
main{padding:0;max-width:none}.scroll{overflow:visible;border:0}table{font-size:8.5pt}thead{display:table-header-group}tr,.card,.gaps>li,.tiles li,.banner{break-inside:avoid}
h2,h3,h4,caption,summary{break-after:avoid}.text{min-width:0}.nowrap,.tag{white-space:normal}details::details-content{content-visibility:visible;block-size:auto}details>*{display:block}
a{color:inherit}a[href^="https:"]::after,a[href^="mailto:"]::after{content:" (" attr(href) ")";font-size:.85em}.foot{border-top:1pt solid #999}
*{print-color-adjust:exact}}
`
}

// INVARIANT: nothing from a result stands in a style but what this lets through: no quote, backslash, brace or `<`.
function styleString(text: string): string {
  return text.replace(/[^A-Za-z0-9 .,:_-]/gu, '?').slice(0, 200)
}
