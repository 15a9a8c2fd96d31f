import type { Octets } from '../parse/octets.ts'

/** What a pattern of robots.txt is in the policy language. */
export type PolicyPattern =
  | {
      readonly kind: 'test'
      /** Tests on `target`, joined by `or`. */
      readonly tests: readonly string[]
      /** Undefined: together they match exactly what the robots.txt pattern matches. Else in what they differ. */
      readonly approximation: string | undefined
    }
  /** Every request matches. */
  | { readonly kind: 'always' }
  /** No request that reaches the rules can match. */
  | { readonly kind: 'never'; readonly reason: string }

/** Longer request paths are answered with 414 before any rule. */
const longestPath = 2048

/**
 * The pattern in the policy language: `/fish` is `target starts with "/fish"`, `/*.php$` is `target ends with ".php"`,
 * `/a*b` is `target in /a**b**`. What clients send as it is or escaped (`$`, `*`, in queries `{`, `|` …) is tested in both
 * spellings. The same whether or not the policy's paths match exactly.
 */
export function policyPattern(pattern: Octets): PolicyPattern {
  const reason = impossible(pattern)
  if (reason !== undefined) return { kind: 'never', reason }
  const { body, anchored } = ends(pattern)
  if (body === '*' || (body === '/' && !anchored)) return { kind: 'always' }
  const hasWildcard = body.includes('*') && contained(body) === undefined
  return hasWildcard ? wildcardTests(body, anchored) : textTests(body, anchored)
}

/** Whether the pattern needs a search: it holds a `*` that is not its end. */
export function isWildcard(pattern: Octets): boolean {
  return ends(pattern).body.includes('*')
}

interface Ends {
  readonly body: Octets
  /** The body must reach to the end of the path. */
  readonly anchored: boolean
}

/** Without what only says how the pattern ends: `$`, and `*`, which an open pattern has anyway. */
function ends(pattern: Octets): Ends {
  const dollar = pattern.endsWith('$')
  const open = (dollar ? pattern.slice(0, -1) : pattern).replace(/\*+$/, '')
  const anchored = dollar && !pattern.endsWith('*$')
  return { body: open === '' ? '*' : open.replaceAll(/\*+/g, '*'), anchored }
}

/** What stands behind `*` or `/*`, where that is all and may stand anywhere. No target begins with `//`. */
function contained(body: Octets): Octets | undefined {
  const slash = body.startsWith('/*') && (body[2] !== '/' || body[3] === '/')
  const rest = body.startsWith('*') ? body.slice(1) : slash ? body.slice(2) : ''
  return rest === '' || rest.includes('*') ? undefined : rest
}

function textTests(body: Octets, anchored: boolean): PolicyPattern {
  const inside = contained(body)
  const operator = inside === undefined ? (anchored ? '==' : 'starts with') : anchored ? 'ends with' : 'contains'
  const start = inside === undefined ? 0 : body.length - inside.length
  const spellings = new Set([body, unescaped(body).replaceAll('%2A', '*')].map((spelling) => spelling.slice(start)))
  return {
    kind: 'test',
    tests: [...spellings].map((spelling) => `target ${operator} ${quoted(spelling)}`),
    approximation: undefined,
  }
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

function wildcardTests(body: Octets, anchored: boolean): PolicyPattern {
  const spellings = [...new Set([body, unescaped(body)])]
  const paths = new Set(spellings.flatMap((spelling) => wildPaths(spelling.replaceAll(notInPattern, '*'), anchored)))
  const approximation = body.includes('%2A')
    ? 'in a pattern with wildcards, a literal `*` is recognised in a request only where it is written `%2A`'
    : spellings.some((spelling) => spelling.search(notInPattern) >= 0)
      ? 'in a pattern with wildcards, parentheses, braces, commas and what no path can hold stand for any characters'
      : undefined
  const test = `target in ${[...paths].join(', ')}`
  // WHY: `/*/` is `/*` where a final slash makes no difference, and that matches `/` too.
  return { kind: 'test', tests: [paths.has('/*/') ? `(${test} and target != "/")` : test], approximation }
}

/** What a pattern of the language cannot hold although a query can. */
const notInPattern = /[,(){}"\\]|%(?:0[0-9A-F]|1[0-9A-F]|5C|7F)|%(?![0-9A-F]{2})|\/{2,}|\/\.{1,2}(?=[/;*]|$)/g

/**
 * Patterns of the language, with `**` for `*`. They begin with `/`, so that a leading `*` gives one or two; a final `/**`
 * would also match where there is no slash, so that an open pattern which ends with a slash gives two. So does one that ends
 * with a folder of any name: policies ignore a final slash, and without it the pattern would end with `/**`.
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

/** As clients write it who do not escape: `$` anywhere; what a path never holds raw, only where a query may have begun. */
function unescaped(body: Octets): Octets {
  const mark = body.search(/[?*]/)
  return body.replaceAll(/%(?:2[24]|3[CE]|5[CE]|60|7[BCD])/g, (escape, at: number) =>
    escape === '%24' || (mark >= 0 && at > mark) ? String.fromCharCode(parseInt(escape.slice(1), 16)) : escape,
  )
}

/** Judged by what stands before the first `?` or `*`: anything may follow in a query. */
function impossible(pattern: Octets): string | undefined {
  const end = pattern.search(/[?*]/)
  const path = end < 0 ? pattern : pattern.slice(0, end)
  if (path.includes('//')) return 'a request path never contains `//`: repeated slashes are collapsed'
  if (path.includes('%5C')) return 'requests with a backslash are refused before any rule'
  if (/%(?:0[0-9A-F]|1[0-9A-F]|7F)/.test(path)) return 'requests with control characters are refused before any rule'
  if (/%(?![0-9A-F]{2})/.test(path)) return 'requests with a bad `%` are refused before any rule'
  if (path.length > longestPath) return `request paths end at ${longestPath} characters`
  // A final `/.` that is open may go on: `/.git`.
  const open = end < 0 || pattern[end] === '*'
  const segment = open ? /\/\.\.?(?:[/;]|\$$)/ : /\/\.\.?(?:[/;]|$)/
  return segment.test(path) ? 'a request path never contains `.` or `..` as a segment' : undefined
}
