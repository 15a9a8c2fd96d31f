import { isIn } from '../draft/condition.ts'
import { both, type Expression, isTrue, known, unknown } from '../draft/expression.ts'
import type { TextTests } from '../draft/text-tests.ts'

/** The requests that a line of `failregex` over an access log matches. */
export interface CountedRequests {
  readonly condition: Expression
  /** Statuses of the replies; undefined for all. */
  readonly statuses: readonly number[] | undefined
}

/**
 * Reads a `failregex` over lines of an access log in the common or combined format: method, path and status. Returns undefined for
 * expressions over other logs.
 */
export function readFailregex(pattern: string, tests: TextTests): CountedRequests | undefined {
  const front = /^\^?\s*<(?:HOST|ADDR|IP4|IP6)>[^"]*\\?"/.exec(pattern)
  if (front === null) return undefined
  const rest = pattern.slice(front[0].length)
  const end = /\\?"/.exec(rest.replaceAll(/\[\^"\]/g, '[^_]'))
  const request = end === null ? rest : rest.slice(0, end.index)
  const after = end === null ? '' : rest.slice(end.index + end[0].length)
  const statuses = statusesOf(after)
  if (statuses === 'lost') return undefined
  const condition = requestTest(request, tests)
  return condition === undefined ? undefined : { condition, statuses }
}

/** The statuses at the beginning of what follows the request; undefined if any may follow. */
function statusesOf(text: string): readonly number[] | undefined | 'lost' {
  const plain = text.replace(/^(?:\\s[+*]?| )+/, '')
  if (plain === '' || /^(?:\.\*)?\$?$/.test(plain) || /^\\(?:d|S)/.test(plain)) return undefined
  const digits = plain.replaceAll('\\d', 'X')
  const [, grouped] = /^\((?:\?:)?([\dX|]+)\)/.exec(digits) ?? []
  const [, one] = /^([1-5][\dX]{2})(?!\d)/.exec(digits) ?? []
  const written = grouped ?? one
  if (written === undefined) return 'lost'
  const all: number[] = []
  for (const each of written.split('|')) {
    if (!/^[1-5][\dX]{2}$/.test(each)) return 'lost'
    const pattern = new RegExp(`^${each.replaceAll('X', '\\d')}$`)
    for (let status = 100; status < 600; status += 1) if (pattern.test(String(status))) all.push(status)
  }
  return all
}

/** The test of a request line: methods, then a path. */
function requestTest(text: string, tests: TextTests): Expression | undefined {
  const [whole, grouped, single] = /^(?:\((?:\?:)?([A-Z]+(?:\|[A-Z]+)*)\)|([A-Z]+))(?=\s|\\s|\.|$)/.exec(text) ?? []
  const methods = (grouped ?? single)?.split('|')
  const any = /^(?:\\S\+|\[A-Z\]\+|\\w\+|\[\^"\s\]\+)/.exec(text)
  const rest = text.slice(whole?.length ?? any?.[0].length ?? 0)
  const method = methods === undefined ? isTrue : known(isIn('method', methods.join(', ')))
  const path = rest
    .replace(/^(?:\\s[+*]?|\s)+/, '')
    .replace(/(?:\\s[+*]?|\s)*(?:HTTP(?:\/.*)?|\.\*HTTP.*)$/, '')
    .replace(/(?:\\s[+*]?|\s)\\S\+$/, '')
  if (/^(?:\.[*+]|\[\^"\][*+]|\\S[+*]|\.\*\\S\*)?\??$/.test(path)) return method
  if (!path.startsWith('/') && !path.startsWith('\\/') && !path.startsWith('.*')) return undefined
  const anchored = path.startsWith('.*') ? path.slice(2) : `^${path}`
  const test = tests.regex({ kind: 'path' }, anchored.replace(/(?:\.\*|\[\^"\]\*|\\S\*)$/, ''), false)
  return test.kind === 'unknown' ? unknown(test.what) : both(method, test)
}
