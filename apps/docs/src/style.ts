import { palette } from '@tidegate/markup'

/** The palette of all pages of Tidegate, which follows the system, and also the attribute with which a reader chooses. */
function schemes(): string {
  const [, light, dark] =
    /^:root\{color-scheme:light dark;([^}]*)\}\s*@media[^{]*\{:root\{([^}]*)\}\}$/.exec(palette) ?? []
  if (light === undefined || dark === undefined) throw new Error('the palette of @tidegate/markup has another form')
  return `:root{color-scheme:light;${light}}
:root .of-dark{display:none}
@media (prefers-color-scheme:dark){:root:not([data-scheme=light]){color-scheme:dark;${dark}}:root:not([data-scheme=light]) .of-dark{display:block}:root:not([data-scheme=light]) .of-light{display:none}}
:root[data-scheme=dark]{color-scheme:dark;${dark}}
:root[data-scheme=dark] .of-dark{display:block}
:root[data-scheme=dark] .of-light{display:none}`
}

const frame = `*{box-sizing:border-box;margin:0}
html{-webkit-text-size-adjust:100%;scroll-padding-top:72px}
body{background:var(--page);color:var(--ink);font:16px/1.6 ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
a{color:var(--pass-ink);text-underline-offset:3px;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--pass);outline-offset:2px}
main:focus{outline:none}
.skip{position:absolute;left:-9999px}
.skip:focus{left:12px;top:12px;z-index:9;background:var(--card);padding:8px 12px}
.bar{position:sticky;top:0;z-index:5;display:flex;gap:20px;align-items:center;height:56px;padding:0 24px;background:var(--card);border-bottom:1px solid var(--line)}
.brand{display:flex;gap:9px;align-items:center;color:var(--ink);font-weight:680;text-decoration:none}
.top{display:flex;gap:18px;margin-right:auto;font-size:15px}
.top a{color:var(--soft);text-decoration:none}
.top a:hover{color:var(--ink);text-decoration:underline}
button{font:inherit;color:var(--soft);background:var(--page);border:1px solid var(--line);border-radius:8px;padding:4px 10px;min-height:34px;cursor:pointer}
button:hover{color:var(--ink)}
.search-open{display:flex;gap:28px;align-items:center}
.search-open[hidden],.scheme[hidden]{display:none}
kbd{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;border:1px solid var(--line);border-radius:4px;padding:0 5px}
.scheme{width:36px;padding:0}`

const columns = `.columns{display:grid;grid-template-columns:270px minmax(0,1fr) 220px;max-width:1440px;margin:0 auto}
.menu>summary{display:none}
.pages{position:sticky;top:56px;max-height:calc(100vh - 56px);overflow-y:auto;padding:22px 12px 40px 36px;font-size:14.500px;scrollbar-width:thin}
.pages summary{cursor:pointer;font-weight:620;padding:5px 0;list-style-position:outside}
.pages ul{list-style:none;padding:0 0 8px;margin-left:2px;border-left:1px solid var(--line)}
.pages li a{display:block;padding:3px 12px;color:var(--soft);text-decoration:none;line-height:1.45}
.pages li a:hover{color:var(--ink)}
.pages li a[aria-current]{color:var(--pass-ink);font-weight:600;box-shadow:inset 2px 0 var(--pass)}
article{max-width:820px;margin:0 auto;padding:34px 32px 80px;overflow-wrap:break-word}
.contents{position:sticky;top:56px;align-self:start;max-height:calc(100vh - 56px);overflow-y:auto;padding:36px 20px 40px 0;font-size:13.500px;line-height:1.45;scrollbar-width:thin}
.contents p{font-weight:620;margin-bottom:8px}
.contents ul{list-style:none;padding:0}
.contents li{margin:5px 0}
.contents .l3{padding-left:12px}
.contents a{color:var(--soft);text-decoration:none}
.contents a:hover{color:var(--ink)}`

const prose = `article>*+*{margin-top:16px}
h1{font-size:34px;line-height:1.2;letter-spacing:-.018em;font-weight:700}
h2{font-size:24px;line-height:1.3;letter-spacing:-.012em;font-weight:670}
h3{font-size:18.500px;line-height:1.35;font-weight:650}
h4{font-size:16px;font-weight:650}
article>*+h2{margin-top:42px}
article>*+h3{margin-top:30px}
.anchor{margin-left:8px;color:var(--faint);text-decoration:none;opacity:0}
:hover>.anchor,.anchor:focus{opacity:1}
ul,ol{padding-left:24px}
li+li{margin-top:5px}
code{font:.875em/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;background:var(--code);border-radius:4px;padding:.1em .3em}
pre{overflow-x:auto;padding:14px 16px;font-size:13.500px;line-height:1.6;background:var(--code);border:1px solid var(--line);border-radius:10px}
pre code{font-size:1em;line-height:inherit;background:none;padding:0;white-space:pre}
.block{position:relative}
.open{display:inline-block;margin-top:6px;font-size:13.500px}
.embed{width:100%;height:560px;border:1px solid var(--line);border-radius:10px;background:var(--card)}
.table{overflow-x:auto}
table{border-collapse:collapse;font-size:15px;line-height:1.5}
th,td{text-align:left;vertical-align:top;padding:8px 14px 8px 0;border-bottom:1px solid var(--line)}
th{font-weight:620;border-bottom-color:var(--soft)}
article img{max-width:100%;height:auto}
article img[src$=".svg"]{border-radius:8px}
blockquote{border-left:3px solid var(--line);padding-left:16px;color:var(--soft)}
hr{border:0;border-top:1px solid var(--line)}
footer{font-size:14px;color:var(--soft);padding-top:40px}
.t-comment{color:var(--faint)}
.t-keyword{color:var(--pass-ink);font-weight:600}
.t-string,.t-string-expression{color:var(--limit-ink)}
.t-constant{color:var(--shadow-ink)}
.t-function,.t-link{color:var(--shadow-ink)}
.t-parameter,.t-punctuation{color:var(--ink)}`

const landing = `.landing{max-width:1240px;margin:0 auto;padding:56px 32px 60px}
.hero{display:grid;grid-template-columns:minmax(0,.8fr) minmax(0,1fr);gap:44px;align-items:center}
.hero h1{font-size:clamp(30px,4.200vw,48px);letter-spacing:-.026em}
.hero p{margin-top:20px;font-size:18px;color:var(--soft)}
.actions{display:flex;flex-wrap:wrap;gap:12px 22px;align-items:center}
.primary{background:var(--pass-ink);color:var(--page);text-decoration:none;border-radius:9px;padding:9px 20px;font-weight:620}
.hero pre{background:var(--card);font-size:12.500px}
.doors{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:20px;margin-top:64px}
.doors>div{display:flex;flex-direction:column;gap:12px;background:var(--card);border:1px solid var(--line);border-radius:14px;padding:24px}
.doors h2{font-size:20px}
.doors p{color:var(--soft);flex:1}
.doors pre{padding:9px 12px;font-size:12.500px}
.doors>div>a{font-weight:600}
.shown{display:grid;grid-template-columns:minmax(0,.7fr) minmax(0,1fr);gap:48px;align-items:start;margin-top:72px}
.shown p{margin-top:14px;color:var(--soft)}
.shown img{width:100%;height:420px;object-fit:cover;object-position:top;border:1px solid var(--line);border-radius:12px}`

const search = `dialog.search{width:min(680px,calc(100vw - 24px));max-height:min(640px,calc(100vh - 80px));margin:64px auto auto;padding:0;border:1px solid var(--line);border-radius:14px;background:var(--card);color:var(--ink);overflow:hidden}
dialog.search[open]{display:flex;flex-direction:column}
dialog.search::backdrop{background:rgb(0 0 0/.45)}
.search form{display:flex;gap:8px;padding:12px;border-bottom:1px solid var(--line)}
.search input{flex:1;min-width:0;font:inherit;font-size:17px;padding:7px 10px;color:var(--ink);background:var(--page);border:1px solid var(--line);border-radius:8px}
.search .state{padding:8px 18px;font-size:13.500px;color:var(--soft)}
.search .state:empty{display:none}
.search ol{list-style:none;padding:0 8px 8px;overflow-y:auto}
.search li{margin:0}
.search li a{display:grid;grid-template-columns:auto 1fr;gap:0 10px;padding:8px 10px;border-radius:8px;color:var(--ink);text-decoration:none}
.search li[aria-selected=true] a,.search li a:hover{background:var(--track)}
.search b{font-weight:620}
.search i{font-style:normal;color:var(--soft);font-size:14px;align-self:center}
.search span{grid-column:1/-1;color:var(--soft);font-size:13.500px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.search-open span{display:inline}`

const narrow = `@media (max-width:1200px){.hero{grid-template-columns:minmax(0,1fr)}}
@media (max-width:1180px){.columns{grid-template-columns:250px minmax(0,1fr)}.contents{display:none}}
@media (max-width:860px){.columns{display:block}
.top{display:none}
.bar{gap:10px;padding:0 16px}
.brand{margin-right:auto}
.search-open{gap:10px}
.search-open kbd{display:none}
button{min-height:44px;min-width:44px}
.menu>summary{display:block;padding:12px 16px;border-bottom:1px solid var(--line);background:var(--card);font-weight:600;cursor:pointer}
.pages{position:static;max-height:none;padding:10px 16px 20px 28px}
.pages li a{padding:9px 12px}
article{padding:24px 16px 60px}
h1{font-size:27px}
h2{font-size:21px}
.landing{padding:32px 16px 40px}
pre,.hero pre,.doors pre{font-size:12px;scrollbar-width:thin}
article .block>pre,article>pre{margin-inline:-16px;border-inline:0;border-radius:0}
:is([data-language=policy],[data-language=yaml]) code{white-space:pre-wrap}
:is([data-language=policy],[data-language=yaml]) .line{display:block;padding-left:4ch;text-indent:-4ch}
.hero,.doors,.shown{grid-template-columns:minmax(0,1fr);gap:28px}
.doors,.shown{margin-top:40px}
.hero p{font-size:17px}}
@media print{.bar,.menu,.contents,.open,.embed{display:none}.columns{display:block}}`

/** The style sheet of the site. */
export const style = [schemes(), frame, columns, prose, landing, search, narrow].join('\n')
