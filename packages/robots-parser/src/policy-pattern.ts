import type { Octets } from './octets.ts'

/** What a pattern of robots.txt is in the policy language. */
export type PolicyPattern =
  | {
      readonly kind: 'test'
      /** Patterns for `target in`. */
      readonly paths: readonly string[]
      /** Tests that stand beside it, joined by `or`. */
      readonly tests: readonly string[]
      /** Undefined: together they match exactly what the robots.txt pattern matches. Else in what they differ. */
      readonly approximation: string | undefined
    }
  /** No request that reaches the rules can match. */
  | { readonly kind: 'never'; readonly reason: string }

/** Longer request paths are answered with 414 before any rule. */
const longestPath = 2048

/**
 * The pattern in the policy language: `/fish` is `/fish**`, `/*.php$` is `/**.php`, `/a(b)` is `target starts with "/a(b)"`,
 * for a pattern cannot hold every character. What clients send as it is or escaped (`$`, `{`, `|` …) is tested in both spellings.
 */
export function policyPattern(pattern: Octets): PolicyPattern {
  const reason = impossible(pattern)
  if (reason !== undefined) return { kind: 'never', reason }
  const anchored = pattern.endsWith('$')
  const body = anchored ? pattern.slice(0, -1) : pattern
  const plain = body.replaceAll(/%(?:24|3C|3E|5E|60|7B|7C|7D)/g, characterOf)
  const spellings = [...new Set([body, plain])].map((spelling) => write(spelling, anchored))
  const approximations = [
    pattern.includes('%2A') ? 'a literal `*` is recognised in a request only where it is written `%2A`' : undefined,
    ...spellings.map((spelling) => spelling.approximation),
  ]
  return {
    kind: 'test',
    paths: [...new Set(spellings.flatMap((spelling) => spelling.paths))],
    tests: spellings.flatMap((spelling) => spelling.tests),
    approximation: approximations.find((approximation) => approximation !== undefined),
  }
}

interface Spelling {
  readonly paths: readonly string[]
  readonly tests: readonly string[]
  readonly approximation: string | undefined
}

function write(body: Octets, anchored: boolean): Spelling {
  if (!/[,(){}]/.test(body)) return { paths: wildPaths(body, anchored), tests: [], approximation: undefined }
  if (!body.includes('*')) {
    const test = anchored ? `target == "${body}"` : `target starts with "${body}"`
    return { paths: [], tests: [test], approximation: undefined }
  }
  const paths = wildPaths(body.replaceAll(/[,(){}]+/g, '\u0001'), anchored)
  return {
    paths: paths.map((path) => path.replaceAll('\u0001', '*').replaceAll(/\*{3,}/g, '**')),
    tests: [],
    approximation: 'in a pattern with wildcards, parentheses, braces and commas stand for any characters',
  }
}

/** With `**` for `*`. A policy's pattern begins with `/`, so that a leading `*` gives one or two. */
function wildPaths(body: Octets, anchored: boolean): readonly string[] {
  const wild = `${body}${anchored ? '' : '*'}`.replaceAll(/\*+/g, '**')
  if (!wild.startsWith('*')) return [wild]
  const rest = wild.slice(2)
  return rest.startsWith('/') ? [rest, `/**${rest}`] : [`/**${rest}`]
}

/** Whether the pattern, as policy text, begins with or holds a wildcard that is not its end. */
export function isWildcard(pattern: Octets): boolean {
  const star = pattern.indexOf('*')
  return star >= 0 && star < pattern.length - 1
}

function impossible(pattern: Octets): string | undefined {
  const path = pattern.split('?', 1)[0] ?? ''
  if (path.includes('//')) return 'no request path holds `//`: repeated slashes are collapsed'
  if (pattern.includes('%5C')) return 'requests with a backslash are refused before any rule'
  if (/%(?:0[0-9A-F]|1[0-9A-F]|7F)/.test(pattern)) return 'requests with control characters are refused before any rule'
  if (/%(?![0-9A-F]{2})/.test(pattern)) return 'requests with a bad `%` are refused before any rule'
  if (pattern.replaceAll('*', '').length > longestPath) return `request paths end at ${longestPath} characters`
  return /(?:^|\/)\.\.?(?:\/|;|\$|$)/.test(path) ? dotSegment(pattern, path) : undefined
}

/** A final `/.` may go on (`/.git`); anything else with a whole dot segment cannot be requested. */
function dotSegment(pattern: Octets, path: Octets): string | undefined {
  const open = pattern === path && !pattern.endsWith('$') && /(?:^|\/)\.\.?$/.test(path)
  const elsewhere = /(?:^|\/)\.\.?(?:\/|;|\$)/.test(path)
  return open && !elsewhere ? undefined : 'no request path holds `.` or `..` as a segment'
}

function characterOf(code: string): string {
  return String.fromCharCode(parseInt(code.slice(1), 16))
}
