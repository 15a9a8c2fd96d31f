/** The status of the reply to a request. */
export interface Settlement {
  readonly id: string
  readonly status: number
}

const atEnd = /([\w.:@+/=-]{1,128})[ \t]+(-?\d{1,3})[ \t]*$/

/**
 * Reads a line that ends with the id of a request and the status of its reply, such as a line of syslog with nginx's `$request_id $status`, or a
 * JSON object of an access log of Caddy or Traefik. Undefined for other lines.
 */
export function readSettlement(line: string): Settlement | undefined {
  const brace = line.indexOf('{')
  if (brace >= 0) return ofJson(line.slice(brace))
  const match = atEnd.exec(line)
  return match === null ? undefined : { id: match[1]!, status: Number(match[2]) }
}

function ofJson(text: string): Settlement | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const entry = value as { readonly [name: string]: unknown }
  const status = entry['status'] ?? entry['DownstreamStatus']
  const id = entry['tidegate_request'] ?? entry['request_X-Tidegate-Request'] ?? replyField(entry['resp_headers'])
  return typeof status === 'number' && typeof id === 'string' ? { id, status } : undefined
}

/** Caddy: `{"status": 200, "resp_headers": {"X-Tidegate-Request": ["…"]}}`. */
function replyField(headers: unknown): unknown {
  const values = (headers as Readonly<Record<string, unknown>> | undefined)?.['X-Tidegate-Request']
  return Array.isArray(values) && values.length === 1 ? values[0] : undefined
}
