import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Awaitable } from '@tidegate/engine'
import type { Reply } from '@tidegate/engine/http'
import type { Checks } from './checks/create-checks.ts'
import type { AwaitedReplies } from './settling/awaited-replies.ts'
import { settleLines } from './settling/receive-settlements.ts'
import { doorOf, pathOf } from './doors/door-of.ts'
import type { DoorName } from './doors/door.ts'

/** What answers proxies. */
export interface DoorsOptions {
  readonly checks: Checks
  readonly open: ReadonlySet<DoorName>
  readonly awaited: AwaitedReplies | undefined
  /** Whether the peer with this address may ask; undefined is a peer on a Unix socket. */
  readonly mayAsk: (address: string | undefined) => boolean
  readonly isStopping: () => boolean
  readonly onRefusedPeer: (address: string) => void
}

/** Maximum size of a body with statuses, in bytes. */
const maxSettleBytes = 1_000_000

/** Creates the listener for the doors: `/authz/auth-request`, `/authz/forward-auth`, `/authz/ext-authz/…`, `/authz/reply` and `/authz/settle`. */
export function createDoors(options: DoorsOptions): (request: IncomingMessage, response: ServerResponse) => void {
  const { checks, open, awaited, mayAsk, isStopping, onRefusedPeer } = options

  function answer(request: IncomingMessage): Awaitable<Reply> {
    const { url = '', socket } = request
    if (!mayAsk(socket.remoteAddress)) {
      onRefusedPeer(socket.remoteAddress ?? 'unix')
      return notAllowed
    }
    const door = doorOf(url)
    if (door !== undefined) return open.has(door.name) ? checks.answer(door, request) : closed
    switch (pathOf(url)) {
      case '/authz/reply':
        return checks.replyFor(request.rawHeaders)
      case '/authz/settle':
        return settle(request)
      default:
        return notFound
    }
  }

  async function settle(request: IncomingMessage): Promise<Reply> {
    if (request.method !== 'POST') return text(405, 'send lines of ID STATUS with POST')
    if (awaited === undefined) return text(409, 'set `serve.requestIds`, so that requests can be found by their ids')
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxSettleBytes) return text(413, `at most ${maxSettleBytes} bytes at a time`)
      chunks.push(chunk)
    }
    const unreadable = settleLines(Buffer.concat(chunks).toString('latin1'), awaited)
    return unreadable === 0 ? settled : text(400, `${unreadable} lines are not ID STATUS; all others were used`)
  }

  return (request, response) => {
    const reply = answer(request)
    if (reply instanceof Promise) {
      reply.then(
        (later) => send(response, later, isStopping()),
        () => response.destroy(),
      )
    } else send(response, reply, isStopping())
  }
}

function send(response: ServerResponse, { status, headers, body }: Reply, isLast: boolean): void {
  const fields: Record<string, string> = { ...headers, 'content-length': String(Buffer.byteLength(body)) }
  if (isLast) fields['connection'] = 'close'
  response.writeHead(status, fields)
  response.end(body)
}

function text(status: number, message: string): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${message}\n` }
}

const settled: Reply = { status: 204, headers: {}, body: '' }
const notAllowed = text(403, 'this peer may not ask: name it in `serve.proxies`')
const closed = text(403, 'this door is closed: name the proxy in `serve.behind`')
const notFound = text(404, 'not found: the doors are /authz/auth-request, /authz/forward-auth and /authz/ext-authz/')
