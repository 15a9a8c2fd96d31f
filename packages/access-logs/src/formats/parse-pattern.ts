import { headerOf } from './field.ts'
import type { LogFormat } from './line-reader.ts'
import { type LogPattern, PatternError } from './log-pattern.ts'
import { parseApachePattern } from './parse-apache-pattern.ts'
import { parseNginxPattern } from './parse-nginx-pattern.ts'
import { createTextReader } from './text-reader.ts'

/**
 * Returns the format that a pattern describes: in nginx's syntax if it contains a `$name`, otherwise in Apache's. A whole
 * directive as in a server's configuration also works (`log_format main '…' '…';`, `LogFormat "…" combined`). Throws
 * `PatternError` for a pattern without client, time or request.
 */
export function parsePattern(text: string): LogFormat {
  const pattern = /\$\{?\w/.test(text)
    ? parseNginxPattern(ofNginx(text), false)
    : parseApachePattern(ofApache(text), false)
  return formatOf('pattern', pattern)
}

/** Returns the format whose lines have this layout. Throws `PatternError` if it has no client, time or request. */
export function formatOf(name: string, pattern: LogPattern): LogFormat {
  const fields = pattern.steps.map(({ field }) => field)
  const has = (...kinds: readonly string[]): boolean => fields.some(({ kind }) => kinds.includes(kind))
  if (!has('client', 'forwarded')) throw new PatternError('it contains no client address; add `$remote_addr` or `%h`')
  if (!has('time')) throw new PatternError('it contains no time; add `$time_local`, `$time_iso8601`, `$msec` or `%t`')
  if (!has('request') && !(has('method') && has('target')))
    throw new PatternError('it contains no request; add `$request`, `%r`, or method and target')
  const headers = fields.map(headerOf).filter((header) => header !== undefined)
  return {
    name,
    open: (wanted, zone, receivedMs) => createTextReader(pattern, wanted, zone, receivedMs),
    headers,
    hasUser: has('user'),
  }
}

/** Returns the quoted format of a whole directive, its pieces joined; otherwise the text itself. */
function ofNginx(text: string): string {
  if (!/^\s*log_format\s/.test(text)) return text
  return [...text.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)]
    .map((match) => (match[1] ?? match[2]!).replaceAll(/\\(['"\\])/g, '$1'))
    .join('')
}

function ofApache(text: string): string {
  const whole = /^\s*(?:LogFormat|CustomLog\s+\S+)\s+"((?:[^"\\]|\\.)*)"/i.exec(text)
  return (whole?.[1] ?? text).replaceAll('\\"', '"').replaceAll('\\t', '\t')
}
