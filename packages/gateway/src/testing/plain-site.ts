import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'

/** A request as the site received it. */
export interface SiteRequest {
  readonly method: string
  readonly target: string
  readonly headers: readonly string[]
  readonly body: string
}

/** A site without any protection, which remembers what reaches it. */
export interface PlainSite {
  readonly server: Server
  readonly received: SiteRequest[]
  /** Answers the oldest request below `/slow/`. */
  readonly release: () => void
}

/**
 * Creates the site: `/login` answers 401, `/missing` 404, `/forbidden` 403, everything else 200 with the target in the body, requests
 * below `/slow/` when `release` is called. WebSockets are accepted, and
 * get what they send back.
 */
export function createPlainSite(): PlainSite {
  const received: SiteRequest[] = []
  const waiting: (() => void)[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      remember(request, Buffer.concat(chunks).toString())
      if (request.url?.startsWith('/slow/') === true) waiting.push(answer)
      else answer()
    })
    const answer = (): void => {
      response.writeHead(statusOf(request.url ?? ''), { 'content-type': 'text/plain', 'x-site': 'plain' })
      response.end(`site ${request.url}\n`)
    }
  })
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    remember(request, '')
    const key = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64')
    socket.on('error', () => {})
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${key}\r\n\r\n`,
    )
    socket.pipe(socket)
  })
  function remember({ method = '', url = '', rawHeaders }: IncomingMessage, body: string): void {
    received.push({ method, target: url, headers: rawHeaders, body })
  }
  return { server, received, release: () => waiting.shift()?.() }
}

function statusOf(url: string): number {
  if (url.startsWith('/login')) return 401
  if (url.startsWith('/forbidden')) return 403
  return url.startsWith('/missing') ? 404 : 200
}
