import { formatIp } from '@tidegate/values'
import { CliError } from '../../io.ts'
import {
  chosenFormats,
  chunkOf,
  createLogRecord,
  decodeOctets,
  detectWrappedFormat,
  formatNames,
} from '@tidegate/access-logs'
import { collectFields } from '../../request/collect-fields.ts'
import type { RequestSpec } from '../../request/request-spec.ts'

/**
 * Returns the request in a line of an access log (one character per octet), and its time. `format` and `zone` are the options of `replay`; without a format, it is
 * detected from the line. Throws `CliError` for a line that cannot be read.
 */
export function readLogLine(
  line: string,
  format?: string,
  zone?: string,
): { readonly request: RequestSpec; readonly atMs: number } {
  const chunk = chunkOf(line.trim())
  const found = detectWrappedFormat(chunk, chosenFormats(format === undefined ? {} : { format }))
  if (found.kind !== 'format') {
    if (found.kind === 'empty') throw new CliError('the log line is empty')
    throw new CliError(
      format === undefined
        ? `unknown format of the log line; known formats: ${formatNames.toSorted().join(', ')}`
        : `the log line is not in the format of --log-format: ${found.fault}`,
      `describe its format: --log-format '$remote_addr - $remote_user [$time_local] "$request" $status'`,
    )
  }
  const record = createLogRecord()
  const reader = found.format.open(new Set(found.format.headers ?? []), zone)
  reader.turnTo(chunk)
  reader.read(0, chunk.text.length, record)
  const { ip, method, target, host, agent, user, headers, timeMs } = record
  const fields: (readonly [string, string])[] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index]!
    if (name !== 'host' && name !== 'user-agent') fields.push([name, headers[index + 1]!])
  }
  const others = collectFields(fields)
  return {
    request: {
      ip: formatIp(ip),
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
