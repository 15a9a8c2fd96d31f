import { createConnection, type Socket } from 'node:net'
import { once } from 'node:events'

/** A request as it is sent: nothing is encoded or corrected. */
export interface RawRequest {
  readonly method: string
  readonly target: string
  /** Alternating names and values. */
  readonly headers: readonly string[]
}

const perConnection = 200

/** Sends requests to a port of the loopback interface, many per connection, and returns the status of each reply. */
export async function statusesOf(
  port: number,
  host: string,
  requests: readonly RawRequest[],
): Promise<readonly number[]> {
  const statuses: number[] = []
  while (statuses.length < requests.length) {
    const batch = requests.slice(statuses.length, statuses.length + perConnection)
    const answered = await exchange(port, host, batch)
    if (answered.length === 0) throw new Error(`no reply to ${JSON.stringify(batch[0])}`)
    statuses.push(...answered)
  }
  return statuses
}

/** Returns the statuses of as many requests as the server answers on one connection; it closes it after an invalid request. */
async function exchange(port: number, host: string, requests: readonly RawRequest[]): Promise<readonly number[]> {
  const socket: Socket = createConnection({ host: '127.0.0.1', port })
  await once(socket, 'connect')
  socket.write(requests.map((request) => textOf(request, host)).join(''), 'latin1')
  let text = ''
  const statuses: number[] = []
  try {
    for await (const chunk of socket) {
      text += (chunk as Buffer).toString('latin1')
      for (;;) {
        const read = readReply(text, requests[statuses.length]?.method ?? 'GET')
        if (read === undefined) break
        statuses.push(read.status)
        text = text.slice(read.length)
        if (statuses.length === requests.length) return statuses
      }
    }
  } catch {
    // The server closed the connection: what it answered until then counts.
  } finally {
    socket.destroy()
  }
  // A reply that ends with the connection.
  const last = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1]
  return last === undefined ? statuses : [...statuses, Number(last)]
}

function textOf({ method, target, headers }: RawRequest, host: string): string {
  const lines = [`${method} ${target} HTTP/1.1`]
  const names = headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())
  if (!names.includes('host')) lines.push(`Host: ${host}`)
  for (let at = 0; at < headers.length; at += 2) lines.push(`${headers[at]!}: ${headers[at + 1]!}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** Returns the status and the length of the first reply in a text; undefined if it is incomplete. */
function readReply(text: string, method: string): { readonly status: number; readonly length: number } | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = text.slice(0, end)
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1])
  const body = end + 4
  if (method === 'HEAD' || status === 304 || status === 204) return { status, length: body }
  const counted = /\r\nContent-Length: (\d+)/i.exec(head)?.[1]
  if (counted !== undefined) {
    const length = body + Number(counted)
    return text.length < length ? undefined : { status, length }
  }
  if (!/\r\nTransfer-Encoding: chunked/i.test(head)) return undefined
  let at = body
  for (;;) {
    const line = text.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(text.slice(at, line), 16)
    at = line + 2 + size + 2
    if (text.length < at) return undefined
    if (size === 0) return { status, length: at }
  }
}
