import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tidegate, type Tidegate } from '@tidegate/node-adapter'
import { WebSocketServer } from 'ws'

/** A chat: its server, and the guard in front of requests and upgrades. */
export interface Chat {
  readonly server: Server
  readonly guard: Tidegate
}

/** Creates a chat for users with these passwords. It listens nowhere yet. */
export function createChat(policy: string, passwords: ReadonlyMap<string, string>): Chat {
  const sessions = new Map<string, string>()
  const userOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined =>
    sessions.get(/(?:^|; )session=([\w-]+)/.exec(headers.cookie ?? '')?.[1] ?? '')

  const guard = tidegate({ policy, user: userOf })
  const server = createServer(guard.protect(answer))
  const sockets = new WebSocketServer({ server, path: '/chat' })
  // Upgrades bypass the listener for requests. This may come before or after the server of sockets is created.
  guard.protectUpgrades(server, { user: userOf })

  sockets.on('connection', (socket, request) => {
    const user = userOf(request)
    socket.on('message', (data) => {
      const line = Buffer.isBuffer(data) ? data.toString() : 'a message in several parts'
      for (const each of sockets.clients) each.send(`${user}: ${line}`)
    })
  })
  server.on('close', () => sockets.close())

  function answer({ method, url, headers }: IncomingMessage, response: ServerResponse): void {
    if (method === 'POST' && url === '/login') return logIn(String(headers.authorization), response)
    if (url === '/') return void response.end('Log in, and connect to /chat.')
    response.writeHead(404).end('not found')
  }

  /** Basic authentication, so that the example needs no form. */
  function logIn(authorization: string, response: ServerResponse): void {
    const [, encoded = ''] = /^Basic (.+)$/.exec(authorization) ?? []
    const [name = '', password = ''] = Buffer.from(encoded, 'base64').toString().split(':')
    if (passwords.get(name) !== password) return void response.writeHead(401).end('wrong name or password')
    const token = randomBytes(18).toString('base64url')
    sessions.set(token, name)
    response.writeHead(200, { 'set-cookie': `session=${token}; HttpOnly; SameSite=Lax` }).end(`welcome, ${name}`)
  }

  return { server, guard }
}
