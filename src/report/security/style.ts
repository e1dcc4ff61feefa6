import type { Run } from '../../core/model/audit-result.ts'
import { printStyle } from './print-style.ts'

/** The style of every page of one run. The foot of a printed page names run and chain, so the text differs by run only. */
export function style(run: Run, chainHead: string | null): string {
  return screenStyle + printStyle(`Gatehouse security report, run ${run.id}, chain head ${chainHead ?? 'none: not published'}`)
}

// Contrast: ink on paper 15:1, muted 6:1, white on the two darkest tags above 5:1. Colour never stands alone: every tag is a word.
/** The style on screens, for every report. */
export const screenStyle = `
:root{--ink:#1b2330;--muted:#545d6b;--paper:#faf8f4;--card:#fff;--line:#d9d4c9;--strong:#8a8577;--accent:#17495a;--wash:#eef3f3;
--serif:"Source Serif 4","Source Serif Pro",Charter,"Iowan Old Style",Georgia,"Noto Serif",serif;
--sans:"Source Sans 3","Source Sans Pro",Inter,system-ui,"Segoe UI","Helvetica Neue",Arial,sans-serif;
--mono:ui-monospace,"SF Mono","Source Code Pro","Cascadia Mono","Liberation Mono",Menlo,Consolas,monospace}
*{box-sizing:border-box}
html{color-scheme:light;-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 var(--sans);overflow-wrap:break-word}
h1,h2,h3,h4{font-family:var(--serif);font-weight:600;line-height:1.2;text-wrap:balance;margin:0}
h1{font-size:clamp(1.75rem,1.2rem + 2.2vw,2.6rem);letter-spacing:-.01em}
h2{font-size:1.5rem;margin:0 0 .9rem;padding-top:.9rem;border-top:2px solid var(--ink)}
h3{font-size:1.15rem;margin:1.8rem 0 .6rem}
h4{font-family:var(--sans);font-size:.95rem;margin:1.3rem 0 .4rem}
p{margin:0 0 .8rem;max-width:44rem}
a{color:#124d68;text-underline-offset:.18em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:3px}
:focus-visible{outline:3px solid var(--ink);outline-offset:2px;background-color:#ffe28a;color:var(--ink);border-radius:1px}
main:focus,main:focus-visible{outline:0;background:none}
code{font:.875em/1.4 var(--mono);overflow-wrap:anywhere}
pre{font:.85rem/1.5 var(--mono);background:var(--wash);padding:.8rem 1rem;overflow-x:auto;margin:.5rem 0;border-left:3px solid var(--accent)}
bdi,code,b,th,td{unicode-bidi:isolate}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999rem;top:0;padding:.7rem 1rem;background:#ffe28a;color:var(--ink);z-index:2}
.skip:focus{left:.5rem;top:.5rem}
.top{border-bottom:1px solid var(--line);background:var(--card)}
.top>div,main,.foot>div{max-width:78rem;margin:0 auto;padding:0 clamp(1rem,4vw,2.5rem)}
.top>div{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;align-items:center;padding-top:.7rem;padding-bottom:.7rem}
.mark{font:600 1.2rem/1.5 var(--serif);color:var(--ink);text-decoration:none;display:inline-flex;gap:.55rem;align-items:center;min-height:1.75rem}
.mark svg{width:1.3rem;height:1.3rem;fill:var(--accent)}
.crumbs ol{list-style:none;display:flex;flex-wrap:wrap;margin:0;padding:0;gap:.1rem .5rem;font-size:.92rem}
.crumbs li+li::before{content:"›";color:var(--muted);margin-right:.5rem}
.crumbs a,.contents a,.filters a,.pager a{display:inline-block;min-height:1.5rem;padding:.1rem 0}
.who{margin-left:auto;color:var(--muted);font-size:.92rem}
main{padding-top:clamp(1.5rem,4vw,2.75rem);padding-bottom:4rem}
.caption{color:var(--muted);font-size:1.05rem;margin:0 0 .3rem}
.lead{font-size:1.12rem;line-height:1.5;margin:.9rem 0 0}
.banner{margin:1.5rem 0 2.2rem;padding:1rem 1.25rem;background:#f1edf9;border-left:6px solid #4b2e83;max-width:none}
.banner.whole{background:var(--wash);border-left-color:var(--accent)}
.banner h2{font:600 1rem/1.4 var(--sans);border:0;padding:0;margin:0 0 .3rem}
.banner p{margin:0 0 .3rem;max-width:60rem}.banner p:first-of-type{font-size:1.08rem}
.banner ul{margin:.3rem 0 0;padding-left:1.2rem}
.columns{display:grid;gap:2.5rem}
.columns>*{min-width:0}
.contents ol{list-style:none;margin:0;padding:0;font-size:.95rem}
.contents li{margin:0 0 .25rem}
.contents h2{font:600 .95rem/1.4 var(--sans);border:0;padding:0;margin:0 0 .4rem}
.contents a{text-decoration:none}.contents a:hover{text-decoration:underline}
@media(min-width:64rem){.columns{grid-template-columns:12.5rem minmax(0,1fr)}.contents{position:sticky;top:1.5rem;align-self:start}}
section{margin:0 0 2.8rem}
.tiles{list-style:none;margin:0 0 1.2rem;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(8.2rem,1fr));gap:.75rem}
.tiles a{display:block;height:100%;padding:.8rem 1rem .7rem;background:var(--card);border:1px solid var(--line);border-top:4px solid var(--accent);color:var(--ink);text-decoration:none}
.tiles a:hover{border-color:var(--ink)}
.tiles .idle{border-top-color:var(--line)}.tiles .alarm{border-top-color:#8f1d2c}.tiles .unsure{border-top:4px dashed #4b2e83}.tiles .calm{border-top-color:#2f6f4c}
.tiles b{display:block;font:600 2.1rem/1.1 var(--serif);font-variant-numeric:lining-nums}
.tiles span{display:block;font-weight:600;margin-top:.1rem}
.tiles small{display:block;color:var(--muted);font-size:.86rem;line-height:1.35}
.scroll{position:relative;overflow-x:auto;margin:0 0 1rem;background:var(--card);border:1px solid var(--line)}
table{border-collapse:collapse;width:100%;font-size:.94rem;line-height:1.42}
caption{text-align:left;font-weight:600;padding:.7rem .8rem .5rem;background:var(--card)}
caption small{font-weight:400;color:var(--muted);font-size:.92em;display:block}
th,td{text-align:left;vertical-align:top;padding:.5rem .8rem;border-top:1px solid var(--line)}
thead th{font-size:.86rem;color:var(--muted);font-weight:600;border-top:0;border-bottom:2px solid var(--strong);vertical-align:bottom}
tbody th{font-weight:600}
th.num,td.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.text{min-width:17rem}.name{min-width:9.5rem;overflow-wrap:anywhere}.says{display:block;margin-top:.3rem}.sub{display:block;color:var(--muted);font-size:.9em;font-weight:400}
.nowrap{white-space:nowrap}
.tag{display:inline-block;font:600 .82rem/1.45 var(--sans);padding:.08rem .55rem;border:1px solid transparent;white-space:nowrap}
.critical{background:#7a1420;color:#fff}.high{background:#ae3d0e;color:#fff}
.medium{background:#f9dfa3;color:#3d2b00}.low{background:#dfe7ec;color:#1b2330}.notice{background:#fff;color:#1b2330;border-color:var(--strong)}
.excess{background:#fbe6e4;color:#7a1420;border-color:#7a1420}
.none{background:#e4f1e8;color:#17492d;border-color:#2f6f4c}
.blind{background:#f1edf9;color:#3c2470;border:1px solid #4b2e83}
.unknown{background:#f1edf9;color:#3c2470;border:1px dashed #4b2e83}
.plain{background:#fff;color:#3b4350;border-color:var(--strong)}
.tags{display:flex;flex-wrap:wrap;gap:.4rem;margin:0 0 .6rem;padding:0;list-style:none}
.bar{display:block;width:9rem;height:.75rem;margin:.25rem 0}
.b-entitled{fill:#5b8f8a}.b-accepted{fill:#d7b65c}.b-not-assessed{fill:#4b2e83}.b-excess{fill:#a02334}.b-rest{fill:#e6e1d6}
.filters ul,.pager ul{list-style:none;margin:0 0 1.1rem;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;font-size:.95rem}
.gaps{list-style:none;margin:0 0 1rem;padding:0}
.gaps>li{background:var(--card);border:1px solid var(--line);border-left:4px dashed #4b2e83;padding:.65rem 1rem;margin:0 0 .5rem}
.gaps p{margin:0;max-width:none}.gaps .cure{margin-top:.2rem}
.card{background:var(--card);border:1px solid var(--line);padding:1.2rem clamp(1rem,2.5vw,1.6rem) 1rem;margin:0 0 1.4rem}
.card h3{margin:.1rem 0 .7rem;font-size:1.25rem}
.card:target{outline:3px solid var(--accent)}
.proof{margin:.2rem 0 1rem;padding:0;list-style:none;counter-reset:hop}
.proof>li{counter-increment:hop;position:relative;padding:0 0 .85rem 2.5rem;margin:0}
.proof>li::before{content:counter(hop);position:absolute;left:0;top:0;width:1.6rem;height:1.6rem;border-radius:50%;background:var(--accent);color:#fff;font:600 .85rem/1.6rem var(--sans);text-align:center}
.proof>li:not(:last-child)::after{content:"";position:absolute;left:.75rem;top:1.75rem;bottom:.15rem;width:2px;background:var(--line)}
.from{color:var(--muted)}.record{display:block;color:var(--muted);font-size:.86rem}
dl.facts{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr;margin:1rem 0;font-size:.95rem;border-top:1px solid var(--line)}
dl.facts>div{display:contents}
dl.facts dt,dl.facts dd{padding:.4rem .8rem .4rem 0;margin:0;border-bottom:1px solid var(--line);min-width:0}
dl.facts dt{font-weight:600}
details{margin:.35rem 0}
summary{cursor:pointer;color:#124d68;padding:.2rem 0;min-height:1.5rem;width:fit-content;max-width:100%}
details>:not(summary){margin-left:.2rem}details ul{margin:.2rem 0 .7rem;padding-left:1.3rem}details li{margin:.2rem 0}main ul{margin-top:.2rem}td details,dd details{margin:0}td summary,dd summary{padding:0}td a,th a{text-decoration-color:#8fb0bd}td a:hover,th a:hover{text-decoration-color:currentcolor}
.warn{border-left:6px solid #ae3d0e;padding:.6rem 1rem;background:#fdf1e9;max-width:none}
.foot{border-top:1px solid var(--line);background:var(--card);font-size:.88rem;color:var(--muted)}
.foot>div{padding-top:1.2rem;padding-bottom:1.6rem}
.foot dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:.6rem 2rem;margin:0 0 .8rem}
.foot dt{font-weight:600;color:var(--ink)}.foot dd{margin:0;overflow-wrap:anywhere}
.foot p{max-width:60rem;margin:0}
@media(max-width:63.99rem){.contents ol{columns:2 9rem;column-gap:1.5rem}}
@media(max-width:34rem){dl.facts{grid-template-columns:1fr}dl.facts dt{border-bottom:0;padding-bottom:0}.who{margin-left:0;width:100%}.proof>li{padding-left:2.1rem}}
`
