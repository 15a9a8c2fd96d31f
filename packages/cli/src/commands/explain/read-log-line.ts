import { formatIp } from '@tidegate/values'
import type { PastClients } from '@tidegate/engine/simulate'
import { CliError } from '../../io.ts'
import {
  chunkOf,
  clientHeaders,
  createLogRecord,
  decodeOctets,
  detectWrappedFormat,
  type LogFormat,
  type LogRecord,
} from '@tidegate/access-logs'
import { collectFields, type RequestSpec } from '@tidegate/request-specs'

/** How to read a line, and which client it is. */
export interface LogLineOptions {
  readonly formats: readonly LogFormat[]
  /** The time zone of times without an offset; UTC if absent. */
  readonly zone: string | undefined
  readonly clients: PastClients
  /** The header fields that the policy reads, in lower case. */
  readonly headers: readonly string[]
  /** Receives what users should know about the result. */
  readonly onNote: (note: string) => void
}

/**
 * Returns the request in a line of an access log (one character per octet), and its time. Throws `CliError` for a line that cannot be read.
 */
export function readLogLine(
  line: string,
  { formats, zone, clients, headers: read, onNote }: LogLineOptions,
): { readonly request: RequestSpec; readonly atMs: number } {
  const chunk = chunkOf(line.trim())
  const found = detectWrappedFormat(chunk, formats)
  if (found.kind !== 'format') {
    if (found.kind === 'empty') throw new CliError('the log line is empty')
    throw new CliError(
      formats.length > 1
        ? 'unknown format of the log line; `tidegate replay --formats` lists the known ones'
        : `the log line is not in the format of --log-format: ${found.fault}`,
      `describe its format: --log-format '$remote_addr - $remote_user [$time_local] "$request" $status'`,
    )
  }
  const record = createLogRecord()
  const wanted = new Set([...(found.format.headers ?? clientHeaders), ...read])
  const reader = found.format.open(wanted, zone)
  reader.turnTo(chunk)
  const fault = reader.read(0, chunk.text.length, record)
  if (fault !== undefined) throw new CliError(`the log line cannot be read: ${String(fault)}`)
  const { method, target, host, agent, user, headers, timeMs } = record
  const fields: (readonly [string, string])[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index]!
    if (name !== 'host' && name !== 'user-agent') fields.push([name, headers[index + 1]!])
  }
  const others = collectFields(fields)
  return {
    request: {
      ...addressesOf(record, found.format, clients, onNote),
      method,
      path: target,
      ...(host !== undefined && { host }),
      ...(agent !== undefined && { agent }),
      // The application passes the name as text; header fields are octets in the log and in Node.
      ...(user !== undefined && { user: decodeOctets(user) }),
      ...(Object.keys(others).length > 0 && { headers: others }),
    },
    atMs: timeMs,
  }
}

/** Returns the client, or the peer if the policy finds the client by the header fields of the request. */
function addressesOf(
  record: LogRecord,
  format: LogFormat,
  clients: PastClients,
  onNote: LogLineOptions['onNote'],
): Pick<RequestSpec, 'ip' | 'peer'> {
  const { header } = clients
  const written = formatIp(record.ip)
  if (header === undefined) {
    if (record.forwarded !== undefined)
      onNote(
        'the line has a list of addresses in place of one; the client is the last that is public: declare the proxies with `client ip from x-forwarded-for trusting …`',
      )
    return { ip: written }
  }
  const isLogged = format.headers?.includes(header) ?? record.headers.includes(header)
  const client = clients.of(record, isLogged)
  if (client === undefined) {
    onNote(
      `${written} is a proxy that the policy trusts, and the line does not contain \`${header}\`: its client is unknown, and the proxy is taken for it; give the client with --ip`,
    )
    return { ip: written }
  }
  // A trusted proxy wrote the list; if it is unclear, so is the client.
  if (record.forwarded !== undefined) return client.kind === 'known' ? { ip: formatIp(client.ip) } : { ip: written }
  return { peer: written }
}
