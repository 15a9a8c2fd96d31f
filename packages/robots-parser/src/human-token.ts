import { hasWord } from './find-agent.ts'

/** Tokens that people's browsers, apps and editors send, or that name a word rather than a crawler. */
const words: ReadonlySet<string> = new Set(
  (
    'mozilla applewebkit webkit gecko khtml like chrome chromium crios firefox fxios safari version mobile edge edg edga ' +
    'edgios opera opr presto trident msie windows linux android iphone ipad ipod macintosh intel x11 wow64 win64 x64 ubuntu ' +
    'compatible webview wv samsungbrowser ucbrowser yabrowser vivaldi brave duckduckgo electron code cursor mac os cros ' +
    'build u arm x86_64 cpu nt'
  ).split(' '),
)

/** One User-Agent of each family that people use, lower case. */
const browsers: readonly string[] = [
  'mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/142.0.0.0 safari/537.36 edg/142.0.0.0',
  'mozilla/5.0 (windows nt 6.1; wow64; trident/7.0; rv:11.0) like gecko',
  'mozilla/5.0 (x11; linux x86_64; rv:140.0) gecko/20100101 firefox/140.0',
  'mozilla/5.0 (x11; ubuntu; linux x86_64) applewebkit/537.36 (khtml, like gecko) chrome/141.0.0.0 safari/537.36 opr/120.0.0.0',
  'mozilla/5.0 (x11; cros x86_64 14541.0.0) applewebkit/537.36 (khtml, like gecko) chrome/142.0.0.0 safari/537.36',
  'mozilla/5.0 (macintosh; intel mac os x 10_15_7) applewebkit/605.1.15 (khtml, like gecko) version/18.6 safari/605.1.15',
  'mozilla/5.0 (iphone; cpu iphone os 18_6 like mac os x) applewebkit/605.1.15 (khtml, like gecko) version/18.6 mobile/15e148 safari/604.1',
  'mozilla/5.0 (ipad; cpu os 18_6 like mac os x) applewebkit/605.1.15 (khtml, like gecko) crios/142.0.0.0 mobile/15e148 safari/604.1',
  'mozilla/5.0 (iphone; cpu iphone os 18_6 like mac os x) applewebkit/605.1.15 (khtml, like gecko) fxios/143.0 mobile/15e148 safari/605.1.15',
  'mozilla/5.0 (linux; android 10; k) applewebkit/537.36 (khtml, like gecko) samsungbrowser/28.0 chrome/130.0.0.0 mobile safari/537.36',
  'mozilla/5.0 (linux; u; android 13; en-us; pixel 7 build/tq3a) applewebkit/537.36 (khtml, like gecko) version/4.0 chrome/140.0.0.0 mobile safari/537.36 wv',
  'mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) code/1.105.1 chrome/138.0.7204.251 electron/37.6.0 safari/537.36',
  'mozilla/5.0 (macintosh; intel mac os x 10_15_7) applewebkit/537.36 (khtml, like gecko) cursor/1.7.0 chrome/132.0.6834.210 electron/34.5.8 safari/537.36',
  'opera/9.80 (windows nt 6.1; wow64) presto/2.12.388 version/12.18',
]

/**
 * True when a rule for the token would reach people: one character, a word that browsers send, or part of a browser's
 * User-Agent. O(length of the fixture); case does not matter.
 */
export function isHumanToken(token: string): boolean {
  const folded = token.toLowerCase()
  return folded.length < 2 || words.has(folded) || browsers.some((agent) => agent.includes(folded))
}

/** The same for a token that must stand as a word of its own. */
export function isHumanWord(token: string): boolean {
  const folded = token.toLowerCase()
  return folded.length < 2 || words.has(folded) || browsers.some((agent) => hasWord(agent, folded))
}
