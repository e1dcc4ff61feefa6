/** A4, link targets written out (a mail link's text is its target), details open, header rows repeated, no card cut in two; `foot`, which names the run, in the foot of each sheet. */
export function printStyle(foot: string): string {
  return `
@page{size:A4;margin:16mm 14mm 18mm;@bottom-left{content:"${styleString(foot)}";font:7pt sans-serif;color:#444}@bottom-right{content:counter(page) " of " counter(pages);font:7pt sans-serif;color:#444}}
@media print{html{font-size:8.5pt}body{background:#fff;line-height:1.42}.skip,.contents,.filters,.pager,.crumbs{display:none}.columns{display:block}
main,.top>div,.foot>div{padding-left:0;padding-right:0;max-width:none}main{padding-top:1rem;padding-bottom:0}p{max-width:none}section{margin-bottom:1.8rem}.scroll{overflow:visible;border:0}thead{display:table-header-group}tr,.card,.gaps>li,.tiles li,.banner{break-inside:avoid}
h2,h3,h4,caption,summary{break-after:avoid}.text{min-width:0}.name{min-width:7rem}.card{padding:.8rem 1rem .5rem}.card h4{margin:.7rem 0 .2rem}.card p{margin-bottom:.45rem}.proof{margin-bottom:.4rem}.proof>li{padding-bottom:.4rem}details,details ul{margin:.1rem 0 .3rem}details li{margin:0}summary{padding:0;min-height:0}dl.facts{grid-template-columns:7.5rem 1fr 7.5rem 1fr;margin:.6rem 0}dl.facts dt,dl.facts dd{padding:.25rem .5rem .25rem 0}details::details-content{content-visibility:visible;block-size:auto}details>*{display:block}pre{white-space:pre-wrap;overflow-wrap:anywhere}
a{color:inherit}a[href^="https:"]::after{content:" (" attr(href) ")";font-size:.85em}.foot{border-top:1pt solid #999}
*{print-color-adjust:exact}}
`
}

// INVARIANT: nothing from a result stands in a style but what this lets through: no quote, backslash, brace or `<`.
function styleString(text: string): string {
  return text.replace(/[^A-Za-z0-9 .,:_-]/gu, '?').slice(0, 200)
}
