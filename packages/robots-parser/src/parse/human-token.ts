import { peopleWords } from './people-words.ts'

/** Tokens that browsers, apps and editors of people send, or that are ordinary words rather than names of crawlers. */
const words: ReadonlySet<string> = new Set(
  (
    'mozilla applewebkit webkit gecko khtml like chrome chromium crios firefox fxios safari version mobile edge edg edga ' +
    'edgios opera opr presto trident msie windows linux android iphone ipad ipod macintosh intel x11 wow64 win64 x64 ubuntu ' +
    'compatible webview wv samsungbrowser ucbrowser yabrowser vivaldi brave duckduckgo electron code cursor mac os cros ' +
    'build u arm x86_64 cpu nt instagram snapchat tiktok pinterest linkedinapp micromessenger smarttv smart-tv ' +
    'tizen webos roku netcast googletv hbbtv aftt crkey playstation xbox nintendo kindle silk kaios harmonyos miuibrowser ' +
    'huaweibrowser heytapbrowser vivobrowser coc_coc_browser seamonkey palemoon epiphany konqueror falkon waterfox focus klar'
  ).split(' '),
)

/** One User-Agent of each family that people use: desktop, mobile, in-app, television, console; in lower case. */
const browsers: readonly string[] = [
  'mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/142.0.0.0 safari/537.36 edg/142.0.0.0',
  'mozilla/5.0 (windows nt 6.1; wow64; trident/7.0; rv:11.0) like gecko',
  'mozilla/4.0 (compatible; msie 8.0; windows nt 6.1; trident/4.0; slcc2; .net clr 2.0.50727; media center pc 6.0; .net4.0c)',
  'mozilla/5.0 (x11; linux x86_64; rv:140.0) gecko/20100101 firefox/140.0',
  'mozilla/5.0 (x11; ubuntu; linux x86_64) applewebkit/537.36 (khtml, like gecko) chrome/141.0.0.0 safari/537.36 opr/120.0.0.0',
  'mozilla/5.0 (x11; cros x86_64 14541.0.0) applewebkit/537.36 (khtml, like gecko) chrome/142.0.0.0 safari/537.36',
  'mozilla/5.0 (macintosh; intel mac os x 10_15_7) applewebkit/605.1.15 (khtml, like gecko) version/18.6 safari/605.1.15',
  'mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/140.0.0.0 yabrowser/25.8.0.0 yowser/2.5 vivaldi/7.6 safari/537.36',
  'mozilla/5.0 (iphone; cpu iphone os 18_6 like mac os x) applewebkit/605.1.15 (khtml, like gecko) version/18.6 mobile/15e148 safari/604.1',
  'mozilla/5.0 (ipad; cpu os 18_6 like mac os x) applewebkit/605.1.15 (khtml, like gecko) crios/142.0.0.0 mobile/15e148 safari/604.1',
  'mozilla/5.0 (iphone; cpu iphone os 18_6 like mac os x) applewebkit/605.1.15 (khtml, like gecko) fxios/143.0 mobile/15e148 safari/605.1.15',
  'mozilla/5.0 (iphone; cpu iphone os 18_6 like mac os x) applewebkit/605.1.15 (khtml, like gecko) version/18.6 edgios/142.0 duckduckgo/7 ddg/18.6 mobile/15e148 safari/604.1',
  'mozilla/5.0 (iphone; cpu iphone os 18_6 like mac os x) applewebkit/605.1.15 (khtml, like gecko) gsa/390.0.812 mobile/15e148 safari/604.1',
  'mozilla/5.0 (android 15; mobile; rv:143.0) gecko/143.0 firefox/143.0',
  'mozilla/5.0 (linux; android 10; k) applewebkit/537.36 (khtml, like gecko) samsungbrowser/28.0 chrome/130.0.0.0 mobile safari/537.36',
  'mozilla/5.0 (linux; u; android 13; en-us; pixel 7 build/tq3a) applewebkit/537.36 (khtml, like gecko) version/4.0 chrome/140.0.0.0 mobile safari/537.36 wv',
  'mozilla/5.0 (linux; u; android 14; zh-cn; 23127pn0cc build/ukq1) applewebkit/537.36 (khtml, like gecko) version/4.0 chrome/109.0 mobile safari/537.36 xiaomi/miuibrowser/18.5 ucbrowser/16.0 mqqbrowser/14.9',
  'mozilla/5.0 (linux; android 14; sm-s928b build/up1a; wv) applewebkit/537.36 (khtml, like gecko) version/4.0 chrome/141.0.0.0 mobile safari/537.36 [fb_iab/fb4a;fbav/530.0.0.48;iabmv/1;fbpn/com.facebook.katana]',
  'mozilla/5.0 (iphone; cpu iphone os 18_6 like mac os x) applewebkit/605.1.15 (khtml, like gecko) mobile/22g86 [fban/fbios;fbav/531.0.0.38;fbbv/1;fbdv/iphone17,1;fbmd/iphone;fbsn/ios;fbsv/18.6;fbss/3;fbid/phone;fblc/en_us;fbop/5]',
  'mozilla/5.0 (iphone; cpu iphone os 18_6 like mac os x) applewebkit/605.1.15 (khtml, like gecko) mobile/22g86 instagram 400.0.0.24 (iphone17,1; ios 18_6; en_us; en; scale=3.00; 1206x2622; iabmv/1)',
  'mozilla/5.0 (iphone; cpu iphone os 18_6 like mac os x) applewebkit/605.1.15 (khtml, like gecko) mobile/22g86 twitter for iphone/11.10 snapchat/13.50 (like safari/8621, panda) [pinterest/ios] [linkedinapp]/9.31',
  'mozilla/5.0 (linux; android 14; wv) applewebkit/537.36 version/4.0 chrome/141.0 mobile safari/537.36 musical_ly_2024 trill_410203 bytedancewebview/d8a21c6 tiktok app_version/41 jssdk/2.0 nettype/wifi',
  'mozilla/5.0 (linux; android 14; wv) applewebkit/537.36 version/4.0 chrome/138.0 xweb/1380 mmwebsdk/2025 mobile safari/537.36 micromessenger/8.0.60 wechat/arm64 weixin nettype/4g language/en abi/arm64',
  'mozilla/5.0 (linux; android 13; wv) applewebkit/537.36 version/4.0 chrome/139.0 mobile safari/537.36 line/15.9 kakaotalk/25.8 naver(inapp; search; 1100; 12.14) telegram-android/11.9',
  'mozilla/5.0 (smart-tv; linux; tizen 7.0) applewebkit/537.36 (khtml, like gecko) samsungbrowser/3.0 chrome/94.0 tv safari/537.36 smarttv',
  'mozilla/5.0 (web0s; linux/smarttv) applewebkit/537.36 (khtml, like gecko) chrome/108.0 safari/537.36 wew/1.0 (lge; webos.tv) dmost/2.0.0 lg browser/8.00 hbbtv/1.5.1 netcast roku/dvp',
  'mozilla/5.0 (linux; android 9; aftka build/ps7; crkey/1.56 googletv bravia) applewebkit/537.36 (khtml, like gecko) silk/120.2 like chrome/120.0 safari/537.36 kftrwi kindle',
  'mozilla/5.0 (playstation; playstation 5/9.00) applewebkit/605.1.15 (khtml, like gecko) version/13.0 safari/605.1.15 (nintendo switch; xbox series x) nf/6.0 nintendobrowser/5.1',
  'mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) code/1.105.1 chrome/138.0.7204.251 electron/37.6.0 safari/537.36',
  'mozilla/5.0 (macintosh; intel mac os x 10_15_7) applewebkit/537.36 (khtml, like gecko) cursor/1.7.0 chrome/132.0.6834.210 electron/34.5.8 safari/537.36',
  'opera/9.80 (windows nt 6.1; wow64) presto/2.12.388 version/12.18',
  'opera/9.80 (j2me/midp; opera mini/9.80; u; en) presto/2.12 version/12.16',
]

/** Words in the User-Agents of people's devices and apps of all times, most of them names of models. */
const wordsOfDevices: ReadonlySet<string> = new Set(peopleWords.split(' '))

/** All words in them. Numbers change every week: `chrome/143` matches the same people as `chrome/142`. */
const vocabulary: ReadonlySet<string> = new Set([...words, ...browsers].flatMap(wordsOf))

/**
 * Whether a rule for the token would match people: it is a single character, a word that browsers send, or a fragment of what a
 * browser may send, made of those words, with any numbers. O(length × vocabulary); case is ignored.
 */
export function isHumanToken(token: string): boolean {
  const folded = token.toLowerCase()
  if (folded.length < 2 || words.has(folded) || isInDevice(folded)) return true
  const parts = wordsOf(folded)
  const cutBefore = isWordCharacter(folded.charAt(0))
  const cutBehind = isWordCharacter(folded.charAt(folded.length - 1))
  return parts.every((part, index) => isPiece(part, index > 0 || !cutBefore, index < parts.length - 1 || !cutBehind))
}

/** Whether the token is a word of people's devices, or at least five letters of one: `butter` is found in `HTC Butterfly`. */
function isInDevice(token: string): boolean {
  if (wordsOfDevices.has(token)) return true
  return /^[a-z]{5,}$/.test(token) && peopleWords.includes(token)
}

/** The same for a token that is matched as a whole word. */
export function isHumanWord(token: string): boolean {
  const folded = token.toLowerCase()
  return folded.length < 2 || wordsOf(folded).every(isWordOfPeople)
}

/** Whether people's User-Agents contain the word; languages and models (`es-ES`, `GT-P`) have parts of one or two letters. */
function isWordOfPeople(part: string): boolean {
  return vocabulary.has(part) || wordsOfDevices.has(part) || /^[a-z]{1,2}$/.test(part)
}

/** Whether the part is a word of browsers, or a fragment of one; `starts` and `ends` say at which end it must be complete. */
function isPiece(part: string, starts: boolean, ends: boolean): boolean {
  if (starts && ends) return vocabulary.has(part)
  for (const word of vocabulary) {
    if (starts ? word.startsWith(part) : ends ? word.endsWith(part) : word.includes(part)) return true
  }
  return false
}

/** Splits a text into words: `sm-s928b` becomes `sm`, `s0b`. */
function wordsOf(text: string): readonly string[] {
  return (text.match(/[a-z0-9]+/g) ?? []).map((word) => word.replaceAll(/[0-9]+/g, '0'))
}

function isWordCharacter(character: string): boolean {
  return /[a-z0-9]/.test(character)
}
