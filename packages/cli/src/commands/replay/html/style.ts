import { palette } from '@tidegate/markup'

/** Style sheet of the HTML report: light or dark like the reader's system, with rules for printing. */
export const style: string = `
${palette}
*{box-sizing:border-box;margin:0}
html{-webkit-text-size-adjust:100%}
body{background:var(--page);color:var(--ink);font:15px/1.5 ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1080px;margin:0 auto;padding:40px 24px 56px}
h1{font-size:30px;line-height:1.2;letter-spacing:-.015em;font-weight:680;overflow-wrap:anywhere}
h2{font-size:13px;letter-spacing:.07em;text-transform:uppercase;color:var(--soft);font-weight:650;margin:40px 0 12px}
h2 small{text-transform:none;letter-spacing:0;font-weight:400;color:var(--faint);font-size:13px;margin-left:8px}
code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:.88em}
.eyebrow{color:var(--pass-ink);font-weight:650;letter-spacing:.07em;text-transform:uppercase;font-size:12.5px;margin-bottom:6px;display:flex;gap:8px;align-items:center}
.eyebrow svg{width:18px;height:18px}
.facts{display:flex;flex-wrap:wrap;gap:4px 22px;color:var(--soft);margin-top:12px;font-size:14px}
.facts b{color:var(--ink);font-weight:600}
.lead{font-size:17px;line-height:1.55;margin-top:18px;max-width:76ch}
.bots{display:grid;font-size:14px;grid-template-columns:auto minmax(0,1fr) auto auto;column-gap:14px}.bots .bot{display:contents}.bots .bot>*{padding:3px 0;align-self:center}
.bots .bot .bar{display:flex;gap:1px;height:10px;padding:0;border-radius:5px;overflow:hidden}.bot .bar i{background:var(--tone);min-width:0}
.bot .bar .pass{--tone:var(--pass-soft)}.bot b{text-align:right;font-weight:600}.bot .refused{color:var(--soft);font-size:13px}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:20px 22px}
.card+.card{margin-top:14px}
.warn{border-left:4px solid var(--limit)}
.outcomes{display:grid;grid-template-columns:repeat(3,1fr);gap:14px}
.outcomes .card{margin:0}
.outcome{position:relative;overflow:hidden}
.outcome:before{content:"";position:absolute;inset:0 auto 0 0;width:4px;background:var(--tone)}
.outcome .n{font-size:34px;font-weight:680;letter-spacing:-.02em;line-height:1.15}
.outcome .t{color:var(--soft);font-size:14px}
.outcome .s{float:right;color:color-mix(in srgb,var(--tone) 85%,var(--ink));font-weight:650;font-size:15px;padding-top:10px}
.pass{--tone:var(--pass)}.block{--tone:var(--block)}.limit{--tone:var(--limit)}.shadow{--tone:var(--shadow)}.idle{--tone:var(--faint)}
.share{display:flex;height:14px;border-radius:7px;overflow:hidden;margin-top:16px;gap:2px}
.share i{background:var(--tone);min-width:3px}
.chart{padding-left:52px}
.plot{position:relative}
.plot svg{position:absolute;inset:0;width:100%;height:100%}
.level{position:absolute;left:0;right:0;border-top:1px solid var(--line)}
.level i{position:absolute;right:100%;margin-right:8px;top:-9px;font-size:12px;line-height:18px;font-style:normal;color:var(--faint);white-space:nowrap}
.times{position:relative;height:22px;margin-top:5px;font-size:12px;color:var(--faint)}
.times span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.times span.end{transform:translateX(-100%)}
rect.pass{fill:var(--pass-soft)}rect.block{fill:var(--block)}rect.limit{fill:var(--limit)}rect.hit{fill:transparent}
g:hover rect.hit{fill:color-mix(in srgb,var(--ink) 8%,transparent)}
.legend{display:flex;gap:18px;font-size:13px;color:var(--soft);margin-bottom:12px}
.legend i{display:inline-block;width:10px;height:10px;border-radius:3px;background:var(--tone);margin-right:6px}
.legend .pass i{background:var(--pass-soft)}
.sub{font-size:13px;color:var(--soft);margin:18px 0 8px}
.rule header{display:flex;gap:12px;align-items:baseline;flex-wrap:wrap}
.badge{background:color-mix(in srgb,var(--tone) 15%,transparent);color:color-mix(in srgb,var(--tone) 78%,var(--ink));font-weight:650;font-size:12.5px;border-radius:6px;padding:2px 9px;white-space:nowrap}
.rule h3{font-size:17px;font-weight:640;letter-spacing:-.005em;overflow-wrap:anywhere}
.rule .where{color:var(--faint);font-size:13px}
.rule .count{margin-left:auto;font-size:19px;font-weight:660;white-space:nowrap}
.rule .count small{font-size:13px;font-weight:400;color:var(--soft);margin-left:8px}
.rule pre{background:var(--code);border-radius:7px;padding:8px 12px;margin:12px 0 0;white-space:pre-wrap;overflow-wrap:anywhere;font-size:13px;line-height:1.5}
.spark{display:block;width:100%;height:40px;margin-top:14px;border-bottom:1px solid var(--line);fill:var(--tone)}
.say{color:var(--soft);font-size:14px;margin-top:12px}
.replies{display:flex;height:6px;border-radius:3px;overflow:hidden;gap:1px;margin-top:8px}
.replies i{min-width:2px}
.s2{background:var(--pass)}.s3{background:var(--shadow)}.s4{background:var(--limit)}.s5{background:var(--block)}.s1,.s0{background:var(--other)}
.lists{display:grid;grid-template-columns:minmax(0,.8fr) minmax(0,1.35fr) minmax(0,1fr);gap:22px;margin-top:16px}
.lists h4,.lines h4{font-size:12px;letter-spacing:.05em;text-transform:uppercase;color:var(--faint);font-weight:600;margin-bottom:6px}
.lists ol{list-style:none;padding:0}
.lists li{position:relative;display:flex;justify-content:space-between;gap:10px;font-size:13px;padding:2.5px 8px;margin-bottom:3px;border-radius:4px;overflow:hidden;background:var(--track)}
.lists li i{position:absolute;inset:0 auto 0 0;background:color-mix(in srgb,var(--tone) 20%,transparent)}
.lists li span{position:relative;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.lists li b{position:relative;font-weight:600;white-space:nowrap}
.lines{margin-top:16px}
.lines p{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;font-size:12px;line-height:1.55;overflow-wrap:anywhere;padding:4px 0;border-top:1px solid var(--line)}
.lines p span{color:var(--faint);margin-right:10px}
table{border-collapse:collapse;width:100%;font-size:14px}
td{padding:6px 10px 6px 0;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
tr:first-child td{border-top:0}
td.num{text-align:right;white-space:nowrap;padding-right:18px;font-weight:600}
ul.notes{padding-left:18px;color:var(--soft)}
.change header{display:flex;gap:10px;align-items:baseline;flex-wrap:wrap}
.arrow{color:var(--faint);font-size:18px}
.good{color:var(--pass-ink);font-weight:600}
footer{margin-top:40px;color:var(--faint);font-size:13px;border-top:1px solid var(--line);padding-top:14px}
@media screen and (max-width:720px){main{padding:24px 14px}.outcomes,.lists{grid-template-columns:minmax(0,1fr)}.chart{padding-left:44px}.times span:nth-child(even){display:none}h1{font-size:24px}}
@media print{:root{color-scheme:light;--page:#fff;--card:#fff;--ink:#17212b;--soft:#46525d;--faint:#5f6c78;--line:#d5dbe0;--track:#f2f4f6;--pass:#2b8a8f;--pass-soft:#a9d3d3;--block:#c4392d;--limit:#d98e1f;--shadow:#6b62b8;--code:#f4f6f7}
body{font-size:11px;-webkit-print-color-adjust:exact;print-color-adjust:exact}main{max-width:none;padding:0}.card{break-inside:avoid;padding:12px 14px;border-radius:8px}h2{break-after:avoid;margin-top:22px}h1{font-size:22px}.outcome .n{font-size:24px}.rule .count{font-size:15px}.rule h3{font-size:14px}.plot{max-height:130px}.lists li,.legend,.sub,.facts{font-size:10.5px}.lines p{font-size:9px}@page{margin:14mm}}
`.trim()
