import type { Octets } from '../parse/octets.ts'

/** A pattern of robots.txt in the policy language. */
export type PolicyPattern =
  | {
      readonly kind: 'test'
      /** Tests on `target`, joined by `or`. */
      readonly tests: readonly string[]
      /** Path patterns of the language, if it takes these: `tests` is then one test, `target in PATTERN, …`. */
      readonly paths: readonly string[]
      /** How the tests differ from the robots.txt pattern; undefined if they match exactly the same. */
      readonly approximation: string | undefined
    }
  /** Every request matches. */
  | { readonly kind: 'always' }
  /** No request that reaches the rules can match. */
  | { readonly kind: 'never'; readonly reason: string }

/** Requests with longer paths are refused with 414 before any rule. */
const maxPathLength = 2048

/**
 * Converts a pattern to the policy language: `/fish` is `target starts with "/fish"`, `/*.php$` is `target ends with ".php"`,
 * `/a*b` is `target in /a**b**`. Characters that clients send both literally and escaped (`$`, `*`, `@`, in queries `{`, `|` …) are
 * tested in both spellings. The result is the same whether or not the paths of the policy match exactly.
 */
export function policyPattern(pattern: Octets): PolicyPattern {
  const reason = impossible(pattern)
  if (reason !== undefined) return { kind: 'never', reason }
  const { body, anchored } = ends(pattern)
  if (body === '*' || (body === '/' && !anchored)) return { kind: 'always' }
  const hasWildcard = body.includes('*') && contained(body) === undefined
  return hasWildcard ? wildcardTests(body, anchored) : textTests(body, anchored)
}

/** Whether the pattern needs a search, because it contains a `*` before its end. */
export function isWildcard(pattern: Octets): boolean {
  return ends(pattern).body.includes('*')
}

interface Ends {
  readonly body: Octets
  /** Whether the body must extend to the end of the path. */
  readonly anchored: boolean
}

/** Removes the parts that only determine the end of the match: `$`, and `*`, which is implied by an open pattern. */
function ends(pattern: Octets): Ends {
  const dollar = pattern.endsWith('$')
  const open = (dollar ? pattern.slice(0, -1) : pattern).replace(/\*+$/, '')
  const anchored = dollar && !pattern.endsWith('*$')
  return { body: open === '' ? '*' : open.replaceAll(/\*+/g, '*'), anchored }
}

/**
 * Returns the text after `*` or `/*`, if the pattern contains nothing else and may match anywhere. No target starts with `//`.
 */
function contained(body: Octets): Octets | undefined {
  const slash = body.startsWith('/*') && (body[2] !== '/' || body[3] === '/')
  const rest = body.startsWith('*') ? body.slice(1) : slash ? body.slice(2) : ''
  return rest === '' || rest.includes('*') ? undefined : rest
}

function textTests(body: Octets, anchored: boolean): PolicyPattern {
  const inside = contained(body)
  const operator = inside === undefined ? (anchored ? '==' : 'starts with') : anchored ? 'ends with' : 'contains'
  const start = inside === undefined ? 0 : body.length - inside.length
  const plain = body.replaceAll(/%(?:2[146-9BC]|3[ABD]|40|5[BD])/g, (escape) => decodeURIComponent(escape))
  const written = [body, unescaped(body).replaceAll('%2A', '*'), ...(inside === undefined ? [] : [plain])]
  const spellings = new Set(written.map((spelling) => spelling.slice(start)))
  return {
    kind: 'test',
    tests: [...spellings].map((spelling) => `target ${operator} ${quoted(spelling)}`),
    paths: [],
    approximation: bothSpellings(body),
  }
}

/**
 * A canonical path contains these characters unescaped, so that a policy cannot distinguish them from their escapes, as RFC 9309 does (§2.2.2). `$` and `*` are
 * equal to theirs in robots.txt too.
 */
const plainInPaths = /%(?:2[16-9BC]|3[ABD]|40|5[BD])/

function bothSpellings(body: Octets): string | undefined {
  const [escaped] = plainInPaths.exec(body.split('?', 1)[0]!) ?? []
  return escaped === undefined
    ? undefined
    : `a path with \`${escaped}\` is the same as one with \`${decodeURIComponent(escaped)}\`, so the rule is about both`
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

function wildcardTests(body: Octets, anchored: boolean): PolicyPattern {
  const spellings = [...new Set([body, unescaped(body)])]
  const paths = new Set(spellings.flatMap((spelling) => wildPaths(spelling.replaceAll(notInPattern, '*'), anchored)))
  const approximation = body.includes('%2A')
    ? 'in a pattern with wildcards, a literal `*` is recognised in a query only if it is written `%2A`'
    : spellings.some((spelling) => spelling.search(notInPattern) >= 0)
      ? 'in a pattern with wildcards, parentheses, braces, commas and characters that are invalid in paths match any characters'
      : bothSpellings(body)
  return { kind: 'test', tests: [pathTest([...paths], [...paths].join(', '))], paths: [...paths], approximation }
}

/** Returns the test for path patterns, which `written` lists or names. */
export function pathTest(paths: readonly string[], written: string): string {
  const test = `target in ${written}`
  // WHY: if a final slash makes no difference, `/*/` is the same as `/*`, which also matches `/`.
  return paths.includes('/*/') ? `(${test} and target != "/")` : test
}

/** Characters that a query can contain but a pattern of the language cannot. */
const notInPattern = /[,(){}"\\]|%(?:0[0-9A-F]|1[0-9A-F]|5C|7F)|%(?![0-9A-F]{2})|\/{2,}|\/\.{1,2}(?=[/;*]|$)/g

/**
 * Returns patterns of the language, with `**` for `*`. They start with `/`, so a leading `*` gives one or two patterns. A final
 * `/**` would also match without the slash, so an open pattern that ends with a slash gives two. So does a pattern that ends with
 * a directory of any name: policies ignore a final slash, and without it the pattern would end with `/**`.
 */
function wildPaths(body: Octets, anchored: boolean): readonly string[] {
  const wild = body.replaceAll(/\*+/g, '**')
  const rest = wild.slice(2)
  const starts = !wild.startsWith('**') ? [wild] : rest.startsWith('/') ? [rest, `/**${rest}`] : [`/**${rest}`]
  return starts.flatMap((start) => {
    if (start.endsWith('/**/')) {
      const folder = start.slice(0, -'**/'.length)
      return [`${folder}*/`, anchored ? `${folder}**/*/` : `${folder}**/*/**`]
    }
    if (anchored) return [start]
    if (start.endsWith('/')) return [start, `${start}*/**`]
    return [start.endsWith('**') ? start : `${start}**`]
  })
}

/**
 * Returns the spelling of clients that do not escape: `$` anywhere; characters that a path never contains unescaped, only where a
 * query may have started.
 */
function unescaped(body: Octets): Octets {
  const mark = body.search(/[?*]/)
  return body.replaceAll(/%(?:2[24]|3[CE]|5[CE]|60|7[BCD])/g, (escape, at: number) =>
    escape === '%24' || (mark >= 0 && at > mark) ? String.fromCharCode(parseInt(escape.slice(1), 16)) : escape,
  )
}

/** Returns why no request can match, judged by the text before the first `?` or `*`: a query may contain anything. */
function impossible(pattern: Octets): string | undefined {
  const end = pattern.search(/[?*]/)
  const path = end < 0 ? pattern : pattern.slice(0, end)
  if (path.includes('//')) return 'a request path never contains `//`: repeated slashes are collapsed'
  if (path.includes('%5C')) return 'requests with a backslash are refused before any rule'
  if (/%(?:0[0-9A-F]|1[0-9A-F]|7F)/.test(path)) return 'requests with control characters are refused before any rule'
  if (/%(?![0-9A-F]{2})/.test(path)) return 'requests with an invalid `%` are refused before any rule'
  if (path.length > maxPathLength) return `request paths have at most ${maxPathLength} characters`
  // A final open `/.` may continue: `/.git`.
  const open = end < 0 || pattern[end] === '*'
  if (overlongUtf8.test(path)) return 'requests with overlong UTF-8 are refused before any rule'
  if (doubleEncoded.test(path)) return 'requests with double-encoded characters are refused before any rule'
  const segment = open ? /(?:\/|%2F)\.\.?(?:[/;]|%2F|%3B|\$$)/ : /(?:\/|%2F)\.\.?(?:[/;]|%2F|%3B|$)/
  return segment.test(path) ? 'a request path never contains `.` or `..` as a segment' : undefined
}

const overlongUtf8 = /%C[01]%[89AB]|%E0%[89]|%F0%8/

/** As in the pattern parser of the language: escapes that another decoding would turn into a character with a meaning. */
const doubleEncoded = /%25(?:[01][\dA-F]|2[13-9A-F]|3[\dABDF]|4[\dA-F]|5[\dABCDF]|6[1-9A-F]|7[\dAEF])/i
