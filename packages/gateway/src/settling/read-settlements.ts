/** The status of the reply to a request. */
export interface Settlement {
  readonly id: string
  readonly status: number
}

const ofId = /^[\w.:@+/=-]{1,128}$/
const ofStatus = /^-?\d{1,3}$/

/**
 * Reads a line that ends with the id of a request and the status of its reply, such as a line of syslog with nginx's `$request_id $status`, or a
 * JSON object of an access log of Caddy or Traefik. Undefined for other lines. Linear in the length of the line.
 */
export function readSettlement(line: string): Settlement | undefined {
  const brace = line.indexOf('{')
  if (brace >= 0) return ofJson(line.slice(brace))
  const words = lastWords(line)
  if (words === undefined) return undefined
  const [id, status] = words
  return ofId.test(id) && ofStatus.test(status) ? { id, status: Number(status) } : undefined
}

/**
 * The last two words of a line. WHY by hand: a pattern at the end of a line of a megabyte is tried from every place in it. An id follows anything, as
 * the colon of syslog does.
 */
function lastWords(line: string): readonly [string, string] | undefined {
  const end = line.trimEnd()
  const gap = Math.max(end.lastIndexOf(' '), end.lastIndexOf('\t'))
  if (gap < 0) return undefined
  const before = end.slice(0, gap).trimEnd()
  const start = Math.max(before.lastIndexOf(' '), before.lastIndexOf('\t')) + 1
  return [before.slice(start), end.slice(gap + 1)]
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
