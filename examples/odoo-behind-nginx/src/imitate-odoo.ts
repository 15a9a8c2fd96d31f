import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** Answers as an Odoo does, as far as its protection depends on it, and remembers what reaches it. */
export interface ImitatedOdoo {
  /** Pages; port 8069 of a real one. */
  readonly pages: Server
  /** WebSockets; port 8072 of a real one. */
  readonly live: Server
  /** Method, target and X-Forwarded-For of each request. */
  readonly received: readonly string[]
}

/** Creates one with the password `correct` for everyone: a wrong password gets 200 and the form again, the correct one 303 to `/web`. */
export function imitateOdoo(): ImitatedOdoo {
  const received: string[] = []
  const remember = ({ method, url, headers }: IncomingMessage): void =>
    void received.push(`${method} ${url} for ${String(headers['x-forwarded-for'])}`)

  const pages = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      remember(request)
      if (request.method === 'POST' && request.url === '/web/login') {
        if (new URLSearchParams(body).get('password') === 'correct') response.writeHead(303, { location: '/web' }).end()
        else response.end('<p class="alert">Wrong login/password</p>')
      } else response.end(`page ${request.url}`)
    })
  })

  const live = createServer((_request, response) => void response.writeHead(400).end())
  live.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    remember(request)
    // RFC 6455 §4.2.2: the key with this constant.
    const key = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64')
    socket.on('error', () => {})
    socket.end(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
    )
  })
  return { pages, live, received }
}
