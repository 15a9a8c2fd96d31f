import { palette } from '@tidegate/markup'

/** The style sheet of the page: light or dark like the reader's system, and rows as cards on narrow screens. */
export const style: string = `${palette}
*{box-sizing:border-box;margin:0}
html{-webkit-text-size-adjust:100%}
body{background:var(--page);color:var(--ink);font:15px/1.5 ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
a{color:var(--pass-ink);text-underline-offset:2px}
h1{font-size:26px;line-height:1.2;letter-spacing:-.015em;font-weight:680;margin-bottom:16px}
h2{font-size:18px;font-weight:650;letter-spacing:-.005em}
h3{font-size:13px;font-weight:600;color:var(--soft)}
h3 small{font-weight:400;margin-left:8px}
h4{font-size:13px;font-weight:600;color:var(--soft);margin-top:10px}
code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.88em}
pre{background:var(--code);border-radius:7px;padding:8px 12px;margin:8px 0;white-space:pre-wrap;line-height:1.5}
p+p{margin-top:8px}
:focus-visible{outline:3px solid var(--pass-ink);outline-offset:2px;border-radius:4px}
main:focus{outline:0}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-9999px}.skip:focus{left:12px;top:8px;background:var(--card);padding:8px 12px;z-index:2;border-radius:7px}
header,main,footer{max-width:1120px;margin:0 auto;padding:0 24px}
header{padding-top:18px}
main{padding-top:22px;padding-bottom:32px}
.top{display:flex;gap:14px 24px;align-items:center;justify-content:space-between;flex-wrap:wrap}
.brand{display:flex;gap:8px;align-items:center;font-weight:680;color:var(--ink);text-decoration:none;font-size:17px}
.find{display:flex;gap:8px;flex:1 1 300px;max-width:520px}
.find input{flex:1 1 auto;min-width:0}
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:4px 6px;margin-top:12px;border-bottom:1px solid var(--line)}
nav a{display:block;padding:6px 10px 8px;color:var(--soft);text-decoration:none;border-bottom:3px solid transparent}
nav a:hover{color:var(--ink)}
nav a[aria-current]{color:var(--ink);font-weight:620;border-bottom-color:var(--pass)}
.state{margin-top:12px;padding:6px 12px;border-radius:8px;font-size:14px;background:var(--card);border:1px solid var(--line);border-left:4px solid var(--pass)}
.state a{color:var(--ink);text-decoration:none}
.state.bad{border-left-color:var(--block)}.state.bad a{color:var(--block-ink);font-weight:620}
section{margin-top:30px}
h1+[data-part]>section,h1+.done+[data-part]>section{margin-top:0}
.heading{display:flex;flex-wrap:wrap;gap:2px 12px;align-items:baseline;margin-bottom:10px}
.note,.quiet,.age,.where{color:var(--soft);font-size:14px}
.where{margin-left:4px}
.more{margin-left:auto;font-size:14px}
.card,.empty,table,.chart{background:var(--card);border:1px solid var(--line);border-radius:12px}
.card{padding:14px 18px}
.card p.big small{font-size:15px;font-weight:500;color:var(--soft)}
.card p.big{font-size:22px;font-weight:660;line-height:1.3;margin:2px 0}
.card>h3:not(:first-child){margin-top:16px}.card>table,.card>.actions+p{margin-top:10px}
.fields{margin-top:8px}
.inline{vertical-align:bottom}.inline .field{flex:0 0 auto}
.empty{padding:14px 18px;color:var(--soft)}
.cards{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fit,minmax(240px,1fr));gap:14px}
.cards+.cards{margin-top:14px;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr))}
.cards .card,.records .card{border-left:4px solid var(--line)}
.card.good{border-left-color:var(--pass)}.card.bad{border-left-color:var(--block)}
.records{list-style:none;padding:0;display:grid;gap:12px}
.records h3{font-size:15px;color:var(--ink)}
dl{display:grid;gap:4px;margin-top:8px}
dl div{display:grid;grid-template-columns:110px minmax(0,1fr);gap:10px}
dt{color:var(--soft)}dd{margin:0}
.warning{color:var(--block-ink);font-weight:620}
.answer{font-size:18px;font-weight:620}
.badge,.tag{display:inline-block;border-radius:6px;padding:1px 8px;font-size:12.5px;font-weight:620;white-space:nowrap}
.badge{border:1px solid currentcolor}
.badge.block{color:var(--block-ink)}.badge.limit{color:var(--limit-ink)}.badge.pass{color:var(--pass-ink)}
.tag{background:var(--track);color:var(--soft);font-weight:500}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:14px}
th,td{padding:8px 12px;text-align:left;vertical-align:top;border-top:1px solid var(--line);font-weight:400}
thead th{white-space:nowrap;border-top:0;color:var(--soft);font-size:13px;font-weight:600}
tbody tr:first-child>*{border-top:1px solid var(--line)}
td.number{width:1%;min-width:150px}
.id{white-space:nowrap}
th code,td code{color:var(--soft);display:block;margin-top:2px}
.number,.num{text-align:right;white-space:nowrap}
td.number .quiet{display:block;white-space:normal;font-size:13px}
.line.warning{font-size:13px}
tbody th:has(code){min-width:36ch}
.action{text-align:right;white-space:nowrap}
time,.age{white-space:nowrap}
.agent{display:block;color:var(--soft);font-size:13px;max-width:34ch;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.line{display:block}
.bar{display:block;width:100%;min-width:70px;height:5px;margin-top:4px;background:var(--track);border-radius:3px}
.bar rect{rx:3px}
.bar.block rect,.spark.block rect,rect.block{fill:var(--block)}.bar.limit rect,.spark.limit rect,rect.limit{fill:var(--limit)}.bar.pass rect,.spark.pass rect{fill:var(--pass)}
rect.pass{fill:var(--pass-soft)}
.trend{display:inline-flex;gap:8px;align-items:end}
.spark{width:110px;height:24px;border-bottom:1px solid var(--line)}
.direction{color:var(--soft);font-size:13px;white-space:nowrap}
.chart{padding:14px 18px}
figcaption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:4px 18px;font-size:13px;color:var(--soft);margin-bottom:10px}
.legend i{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px;background:var(--pass-soft)}
.legend i.block{background:var(--block)}.legend i.limit{background:var(--limit)}
.plot{display:grid;grid-template-columns:auto minmax(0,1fr);grid-template-rows:150px;gap:8px}
.levels{display:flex;flex-direction:column;justify-content:space-between;text-align:right;font-size:12px;line-height:1;color:var(--soft);margin:-6px 0}
.plot svg{width:100%;height:100%;overflow:visible}
.plot line{stroke:var(--line);stroke-width:1;vector-effect:non-scaling-stroke}
.times{display:flex;justify-content:space-between;font-size:12px;color:var(--soft);margin:8px 0 0 36px}
.chart details{margin-top:8px;font-size:14px}.chart details table{margin-top:8px}
summary{cursor:pointer;color:var(--soft)}
.lists{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,250px),1fr));gap:14px}
.lists>div{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:12px 16px;min-width:0}
.ranking{list-style:none;padding:0;margin-top:6px}
.ranking li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 10px;padding:4px 0;font-size:14px}
.ranking .bar{grid-column:1/-1;grid-row:2}
.ranking .what{overflow:hidden;text-overflow:ellipsis;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical}
button,.button{font:inherit;font-size:14px;padding:5px 12px;border-radius:8px;border:1px solid var(--soft);background:var(--card);color:var(--ink);cursor:pointer;text-decoration:none;display:inline-block}
button:hover,.button:hover{background:var(--track)}
button.primary{background:var(--pass-ink);border-color:var(--pass-ink);color:var(--card)}
button.danger{border-color:var(--block-ink);color:var(--block-ink)}
input,select{font:inherit;font-size:15px;padding:5px 10px;border-radius:8px;border:1px solid var(--soft);background:var(--card);color:var(--ink);min-width:0;max-width:100%;min-height:36px}
input::placeholder{color:var(--faint);opacity:1}
.inline{display:inline-flex;flex-wrap:wrap;gap:8px;align-items:end}
.fields{display:flex;flex-wrap:wrap;gap:10px 14px;align-items:end}
.field{display:grid;gap:3px;font-size:13px;color:var(--soft);flex:0 1 200px;min-width:0}
.field.wide{flex:1 1 420px}
.stacked{display:grid;gap:14px;max-width:420px}
.stacked .field{font-size:14px}
.actions{display:flex;flex-wrap:wrap;gap:10px;align-items:end;margin-top:12px}
section>.actions:first-of-type{margin-bottom:12px}
section>.inline{margin-top:12px}
.problem{border-left:4px solid var(--block);background:var(--card);padding:10px 14px;border-radius:8px;margin:10px 0}
.done{border-left:4px solid var(--pass);background:var(--card);padding:10px 14px;border-radius:8px;margin-bottom:16px}
.diff{list-style:none;padding:0}
.diff li{padding:3px 0 3px 18px;position:relative}
.diff li:before{position:absolute;left:2px;font-weight:700}
.plus li:before{content:"+";color:var(--pass-ink)}.minus li:before{content:"−";color:var(--block-ink)}
footer{display:flex;flex-wrap:wrap;gap:4px 24px;align-items:center;color:var(--soft);font-size:14px;padding-top:14px;padding-bottom:40px}
footer p+p{margin-top:0}
@media (max-width:720px){
tbody th:has(code){min-width:0}
.cards:first-of-type{grid-template-columns:repeat(auto-fit,minmax(150px,1fr))}
.cards:first-of-type>:last-child:nth-child(odd){grid-column:1/-1}
header,main,footer{padding-left:14px;padding-right:14px}
h1{font-size:22px}
.find{flex-basis:100%}
.more{margin-left:0}
nav ul{flex-wrap:nowrap;overflow-x:auto}
nav a{white-space:nowrap;padding:8px 9px}
table:not(.chart table),table:not(.chart table) tbody,table:not(.chart table) tr,table:not(.chart table) th,table:not(.chart table) td{display:block}
table:not(.chart table) thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table:not(.chart table){background:none;border:0}
table:not(.chart table) tr{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:8px 12px;margin-bottom:10px}
table:not(.chart table) th,table:not(.chart table) td{border:0;padding:3px 0;text-align:left}
tbody tr:first-child>*{border-top:0}
td[data-label]:not([data-label=""]):before{content:attr(data-label)": ";color:var(--soft)}
td.number .bar{max-width:200px}
td .agent{max-width:100%}
dl div{grid-template-columns:90px minmax(0,1fr)}
.field,.field.wide{flex:1 1 100%}
button,.button{padding:8px 14px}
}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`
