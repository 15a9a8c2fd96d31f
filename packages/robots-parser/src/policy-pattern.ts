import type { Octets } from './octets.ts'

/** What a pattern of robots.txt is in the policy language. */
export type PolicyPattern =
  | {
      readonly kind: 'patterns'
      /** As policy text, quoted where needed; together they match what the robots.txt pattern matches. */
      readonly texts: readonly string[]
      /** Some of what it matches is left out or added: a literal `*` cannot be written. */
      readonly approximate: boolean
    }
  /** No request that reaches the rules can match. */
  | { readonly kind: 'never'; readonly reason: string }

/** Longer request paths are answered with 414 before any rule. */
const longestPath = 2048

/**
 * The pattern in the policy language: `/fish` is `/fish**`, `/*.php$` is `/**.php`. Characters that clients send as they are
 * or escaped (`$`, `{`, `|` …) give a pattern for either spelling.
 */
export function policyPattern(pattern: Octets): PolicyPattern {
  const reason = impossible(pattern)
  if (reason !== undefined) return { kind: 'never', reason }
  const body = pattern.endsWith('$') ? pattern.slice(0, -1) : `${pattern}*`
  const wild = body.replaceAll(/\*+/g, '**')
  // WHY: `**` is never a literal star, but `%2A` is one only where the client escapes it.
  const texts = [...new Set([wild, wild.replaceAll(/%(?:24|3C|3E|5E|60|7B|7C|7D)/g, characterOf)])]
  return { kind: 'patterns', texts: texts.map(quoted), approximate: pattern.includes('%2A') }
}

/** Whether the pattern, as policy text, begins with or holds a wildcard that is not its end. */
export function isWildcard(pattern: Octets): boolean {
  const star = pattern.indexOf('*')
  return star >= 0 && star < pattern.length - 1
}

function impossible(pattern: Octets): string | undefined {
  const path = pattern.split('?', 1)[0] ?? ''
  if (path.includes('//')) return 'no request path holds `//`: repeated slashes are collapsed'
  if (/(?:^|\/)\.\.?(?:\/|;|\$|$)/.test(path)) return dotSegment(pattern, path)
  if (pattern.includes('%5C')) return 'requests with a backslash are refused before any rule'
  if (/%(?:0[0-9A-F]|1[0-9A-F]|7F)/.test(pattern)) return 'requests with control characters are refused before any rule'
  if (/%(?![0-9A-F]{2})/.test(pattern)) return 'requests with a bad `%` are refused before any rule'
  if (pattern.replaceAll('*', '').length > longestPath) return `request paths end at ${longestPath} characters`
  return undefined
}

/** A final `/.` may go on (`/.git`); anything else with a whole dot segment cannot be requested. */
function dotSegment(pattern: Octets, path: Octets): string | undefined {
  const open = pattern === path && !pattern.endsWith('$') && /(?:^|\/)\.\.?$/.test(path)
  const elsewhere = /(?:^|\/)\.\.?(?:\/|;|\$)/.test(path)
  return open && !elsewhere ? undefined : 'no request path holds `.` or `..` as a segment'
}

function quoted(text: string): string {
  return text.startsWith('/') && !/[\s,(){}"#]/.test(text) ? text : `"${text}"`
}

function characterOf(code: string): string {
  return String.fromCharCode(parseInt(code.slice(1), 16))
}
