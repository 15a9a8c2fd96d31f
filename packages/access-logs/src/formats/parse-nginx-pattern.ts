import { type Field, headerField } from './field.ts'
import { layPattern, type LogPattern, type PatternPart } from './log-pattern.ts'

const fieldsOfVariables: Readonly<Record<string, Field['kind']>> = {
  remote_addr: 'client',
  ident: 'ident',
  remote_user: 'user',
  time_local: 'time',
  time_iso8601: 'time',
  msec: 'time',
  request: 'request',
  request_method: 'method',
  request_uri: 'target',
  uri: 'target',
  document_uri: 'target',
  args: 'query',
  query_string: 'query',
  status: 'status',
  body_bytes_sent: 'bytes',
  bytes_sent: 'bytes',
  host: 'host',
  server_name: 'host',
}

/**
 * Parses a pattern in the syntax of nginx's `log_format`; `$ident` is the field that Apache writes between client and user.
 * Variables that say nothing about a request are skipped. Throws `PatternError` for an invalid pattern.
 *
 * If several variables say the same (`$host`, `$http_host`), the last one that is not empty is used.
 */
export function parseNginxPattern(written: string, openEnd: boolean): LogPattern {
  // These together are the target.
  const text = withEndpoints(written)
    .replaceAll(/\$scheme:\/\/\$(?:http_)?host\$request_uri/g, '$request_uri')
    .replaceAll(/\$(?:document_)?uri\$is_args\$(?:args|query_string)/g, '$request_uri')
  const hasTarget = text.includes('$request_uri')
  const parts: PatternPart[] = []
  let from = 0
  for (const match of text.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)) {
    const name = match[1] ?? match[2]!
    parts.push({ kind: 'literal', text: text.slice(from, match.index) })
    parts.push({
      kind: 'place',
      field: fieldOf(name, hasTarget),
      name: name === endpoint ? '$remote_addr:$remote_port' : `$${name}`,
    })
    from = match.index + match[0].length
  }
  parts.push({ kind: 'literal', text: text.slice(from) })
  return layPattern(parts, openEnd)
}

const endpoint = 'remote_addr_and_port'

/** WHY: an IPv6 address contains colons, so the address ends at the colon before the port, which only both together determine. */
function withEndpoints(text: string): string {
  return text.replaceAll(/\$(?:\{remote_addr\}|remote_addr):\$(?:\{remote_port\}|remote_port\b)/g, `\${${endpoint}}`)
}

function fieldOf(variable: string, hasTarget: boolean): Field {
  if (hasTarget && (variable === 'uri' || variable === 'document_uri')) return { kind: 'ignored' }
  if (variable === endpoint) return { kind: 'client', port: true }
  // The header as received, followed by the address of the peer.
  if (variable === 'proxy_add_x_forwarded_for') return { kind: 'header', name: 'x-forwarded-for', withPeer: true }
  // In seconds; nginx writes the line, and its time, when the reply has been sent.
  if (variable === 'request_time') return { kind: 'duration', msPerUnit: 1_000, timeIsEnd: true }
  if (variable.startsWith('http_')) return headerField(variable.slice(5).replaceAll('_', '-'))
  const kind = Object.hasOwn(fieldsOfVariables, variable) ? fieldsOfVariables[variable]! : 'ignored'
  return { kind } as Field
}
