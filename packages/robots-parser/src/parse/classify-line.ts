import type { Octets } from './octets.ts'

/** The kind of a line in robots.txt. */
export type RobotsLineKind =
  | 'user-agent'
  | 'allow'
  | 'disallow'
  | 'crawl-delay'
  | 'request-rate'
  | 'visit-time'
  | 'cache-delay'
  | 'noindex'
  | 'content-signal'
  | 'content-usage'
  | 'sitemap'
  | 'host'
  | 'clean-param'
  /** A record without effect on parsers: `Robot-version`, `Comment`. */
  | 'remark'
  /** A record that other systems support and that has no effect here: `Noarchive`, `Nofollow`, `Revisit-after`. */
  | 'unsupported'
  /** A comment that contains a `restrict-ip:` directive. */
  | 'restrict-ip'
  | 'comment'
  | 'blank'
  /** `key: value` with an unknown key. */
  | 'unknown'
  /** Not a `key: value` line. */
  | 'malformed'

/** A parsed line. `key` and `value` are trimmed, and comments are removed. */
export interface ClassifiedLine {
  readonly kind: RobotsLineKind
  readonly key: Octets
  readonly value: Octets
  /** How the line departs from the standard, although it is accepted. */
  readonly oddity: string | undefined
}

/** Keys that are recognised by their beginning, as in the reference parser: `Disallowed: /x` is a Disallow. */
const prefixes: readonly (readonly [prefix: string, kind: RobotsLineKind])[] = [
  ['user-agent', 'user-agent'],
  ['useragent', 'user-agent'],
  ['user agent', 'user-agent'],
  ['allow', 'allow'],
  ['disallow', 'disallow'],
  ['dissallow', 'disallow'],
  ['dissalow', 'disallow'],
  ['disalow', 'disallow'],
  ['diasllow', 'disallow'],
  ['disallaw', 'disallow'],
  ['sitemap', 'sitemap'],
  ['site-map', 'sitemap'],
]

/** Keys that are compared as a whole, here without hyphens, underscores and spaces. */
const wholes: ReadonlyMap<string, readonly [kind: RobotsLineKind, standard: string]> = new Map([
  ['crawldelay', ['crawl-delay', 'crawl-delay']],
  ['crawdelay', ['crawl-delay', 'crawl-delay']],
  ['requestrate', ['request-rate', 'request-rate']],
  ['visittime', ['visit-time', 'visit-time']],
  ['cachedelay', ['cache-delay', 'cache-delay']],
  ['noindex', ['noindex', 'noindex']],
  ['contentsignal', ['content-signal', 'content-signal']],
  ['contentusage', ['content-usage', 'content-usage']],
  ['host', ['host', 'host']],
  ['domain', ['host', 'domain']],
  ['cleanparam', ['clean-param', 'clean-param']],
  ['robotversion', ['remark', 'robot-version']],
  ['comment', ['remark', 'comment']],
  ['noarchive', ['unsupported', 'noarchive']],
  ['nofollow', ['unsupported', 'nofollow']],
  ['revisitafter', ['unsupported', 'revisit-after']],
])

/**
 * Parses a line. RFC 9309 §2.2: `key : value`, the key in any case, `#` starts a comment. Like the reference parser, it accepts
 * common misspellings, and a missing colon if the line has exactly two words; `request-rate` and `visit-time` may lack it with
 * more words. A NUL ends the line. O(n); never throws.
 */
export function classifyLine(octets: Octets): ClassifiedLine {
  const nul = octets.indexOf('\0')
  const whole = nul < 0 ? octets : octets.slice(0, nul)
  const hash = whole.indexOf('#')
  const text = trimmed(hash < 0 ? whole : whole.slice(0, hash))
  if (text === '') {
    const kind = hash < 0 ? 'blank' : /#\s*restrict-ip\s*:/i.test(whole) ? 'restrict-ip' : 'comment'
    return { kind, key: '', value: '', oddity: nul < 0 ? undefined : 'a NUL ends the line' }
  }
  const pair = splitPair(text)
  if (pair === undefined) return { kind: 'malformed', key: '', value: '', oddity: undefined }
  const key = pair.key.toLowerCase()
  const known = kindOf(key)
  return {
    kind: known.kind,
    key: pair.key,
    value: pair.value,
    oddity: oddityOf(nul >= 0, pair.colon, key, known.standard),
  }
}

function oddityOf(nul: boolean, colon: boolean, key: string, standard: string | undefined): string | undefined {
  const misspelt = standard !== undefined && standard !== key
  if (!nul && colon && !misspelt) return undefined
  const oddities = [
    nul ? ['a NUL ends the line'] : [],
    colon ? [] : ['the colon is missing'],
    misspelt ? [`it is read as \`${standard}\``] : [],
  ]
  return oddities.flat().join('; ')
}

interface Pair {
  readonly key: Octets
  readonly value: Octets
  readonly colon: boolean
}

function splitPair(text: Octets): Pair | undefined {
  const colon = text.indexOf(':')
  const key = colon < 0 ? '' : trimmed(text.slice(0, colon))
  // Hours may contain a colon: `Request-rate 1/10 07:00-21:00`.
  const rate = colon < 0 || key.length > 12 ? /^(request[ -]rate|visit[ -]time)[ \t]/i.exec(text) : null
  if (rate !== null && (colon < 0 || key.length > rate[0].length)) {
    return { key: rate[1] ?? '', value: trimmed(text.slice(rate[0].length)), colon: false }
  }
  if (colon >= 0) return key === '' ? undefined : { key, value: trimmed(text.slice(colon + 1)), colon: true }
  const gap = text.search(/[ \t]/)
  if (gap < 0) return undefined
  const value = trimmed(text.slice(gap))
  return /[ \t]/.test(value) ? undefined : { key: text.slice(0, gap), value, colon: false }
}

interface KnownKey {
  readonly kind: RobotsLineKind
  /** The correct spelling of the key. */
  readonly standard: string | undefined
}

/** The keys of nearly all lines. */
const frequent: ReadonlyMap<string, KnownKey> = new Map(
  (['user-agent', 'allow', 'disallow', 'sitemap', 'crawl-delay'] as const).map((kind) => [
    kind,
    { kind, standard: kind },
  ]),
)

function kindOf(key: string): KnownKey {
  const often = frequent.get(key)
  if (often !== undefined) return often
  for (const [prefix, kind] of prefixes) {
    if (key.startsWith(prefix)) return { kind, standard: kind }
  }
  if (key.length > 32) return { kind: 'unknown', standard: undefined }
  const whole = wholes.get(key.replaceAll(/[-_ \t]/g, ''))
  return whole === undefined ? { kind: 'unknown', standard: undefined } : { kind: whole[0], standard: whole[1] }
}

/** Removes ASCII white space at both ends. O(n). */
function trimmed(text: Octets): Octets {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}
