import type { EventEmitter } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { Http2SecureServer, Http2Server, Http2ServerResponse } from 'node:http2'
import type { Server as HttpsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import type { Awaitable, Gate } from '@tidegate/engine'
import { fromNodeRequest, render, type Reply } from '@tidegate/engine/http'
import { canonicaliseUrl } from './canonicalise-url.ts'
import { endWithReply } from './end-with-reply.ts'
import { endWithSocket } from './end-with-socket.ts'
import type { EnforcementOptions } from './host-options.ts'
import { createFailureWarnings } from './host-failures.ts'
import { asPrincipal, type HostFacts, type UserId } from './principal.ts'
import { settleWithReply } from './settle-with-reply.ts'
import { settleWithSocket } from './settle-with-socket.ts'

/** The principal of upgrade requests: frameworks do not handle upgrades, so the `user` and `facts` of an adapter cannot be called. */
export interface UpgradeOptions {
  readonly user?: (request: IncomingMessage) => Awaitable<UserId>
  readonly facts?: (request: IncomingMessage) => Awaitable<HostFacts | undefined>
}

/** The gate that decides upgrades, with its options. */
export interface UpgradeProtection extends UpgradeOptions {
  readonly ready: Promise<Gate>
  readonly options: EnforcementOptions
}

/** A server that may receive upgrade and CONNECT requests. */
export type UpgradableServer = Server | HttpsServer | Http2Server | Http2SecureServer

type Emit = (event: string | symbol, ...args: unknown[]) => boolean

/** Maximum time for a refused client to read the reply. */
const lingerMs = 1_000

/**
 * Puts the gate before all present and future listeners of the server's `upgrade` and `connect` events: a refused request gets a plain HTTP
 * reply and its socket is closed; listeners receive only requests that pass. An error in `user` or `facts` is answered with 500.
 */
export function protectUpgrades(server: UpgradableServer, protection: UpgradeProtection): void {
  // WHY: applications of Koa and Express emit events too, but never these.
  if (typeof (server as Partial<UpgradableServer> | undefined)?.address !== 'function')
    throw new TypeError(
      'protectUpgrades: expected the server, such as the result of `app.listen()` or `createServer()`',
    )
  const emitter: EventEmitter = server
  // WHY: a listener cannot prevent later listeners from being called; only `emit` can.
  const emit = emitter.emit.bind(emitter) as Emit
  const guarded: Emit = (event, ...args) => {
    // If there are no listeners, Node sends the reply.
    if ((event !== 'upgrade' && event !== 'connect') || emitter.listenerCount(event) === 0) return emit(event, ...args)
    const [request, socket] = args as [IncomingMessage, Duplex]
    // A client that leaves before the decision must not end the process.
    const ignore = (): void => {}
    socket.on('error', ignore)
    judge(request, socket, protection).then(
      (passes) => {
        if (!passes || socket.destroyed) return
        socket.off('error', ignore)
        emit(event, ...args)
      },
      (error: unknown) => {
        refuseWith(socket, { status: 500, headers: { 'cache-control': 'no-store' }, body: '' })
        if (emitter.listenerCount('tidegate-error') > 0) emit('tidegate-error', error)
      },
    )
    return true
  }
  emitter.emit = guarded
}

async function judge(request: IncomingMessage, socket: Duplex, protection: UpgradeProtection): Promise<boolean> {
  const { options } = protection
  const received = fromNodeRequest(request)
  canonicaliseUrl(request, options)
  const gate = await protection.ready
  const warn: Gate['warn'] = (warning) => gate.warn(warning)
  const calling = createFailureWarnings(warn)
  const user = await (protection.user && calling('user', protection.user, request))
  const facts = await (protection.facts && calling('facts', protection.facts, request))
  const admission = await gate.admit(asPrincipal(received, user, facts))
  const { decision, settle } = admission
  if (decision.outcome === 'pass') {
    const response = responseOf(socket)
    if (response !== undefined) {
      settleWithReply(response, admission)
      endWithReply(response, admission, warn)
    } else {
      if (socket.destroyed) settle({})
      else settleWithSocket(socket, admission)
      endWithSocket(socket, admission, warn)
    }
    if (options.rewriteTarget !== false && decision.target !== undefined) request.url = decision.target
    return true
  }
  const reply = render(decision, request.headers.accept ?? '', options)
  settle({ status: reply.status })
  admission.end()
  refuseWith(socket, reply)
  return false
}

/** Writes the reply and closes the socket, even if the client keeps its end open. */
function refuseWith(socket: Duplex, { status, headers, body }: Reply): void {
  const response = responseOf(socket)
  if (response !== undefined) {
    response.writeHead(status, headers).end(body)
    return
  }
  // WHY: an import would load fetch and WebSocket too, with 6 MB of memory, since it reads every export of the module.
  const { STATUS_CODES } = process.getBuiltinModule('node:http')
  const fields = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)), connection: 'close' })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  // Incoming data is read and dropped: unread data would make the system reset the connection and lose the reply.
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref()
  socket.once('close', () => clearTimeout(timer))
}

/** Over HTTP/2, CONNECT has a response object instead of a socket. */
function responseOf(socket: Duplex): Http2ServerResponse | undefined {
  return 'writeHead' in socket ? (socket as unknown as Http2ServerResponse) : undefined
}
