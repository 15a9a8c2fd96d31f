import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Gate, Awaitable } from '@tidegate/engine'
import { fromNodeRequest, render, type Reply, type ReplyOptions } from '@tidegate/engine/http'
import type { HostFacts } from './koa-options.ts'

/** Koa's middleware does not run for upgrades, so what it would have found out is asked for here. */
export interface UpgradeOptions {
  readonly user?: (request: IncomingMessage) => Awaitable<string | undefined>
  readonly facts?: (request: IncomingMessage) => Awaitable<HostFacts | undefined>
}

interface Protection extends UpgradeOptions {
  readonly ready: Promise<Gate>
  readonly reply: ReplyOptions
}

type Emit = (event: string | symbol, ...args: unknown[]) => boolean

/**
 * Puts the gate before every listener of the server's `upgrade` event, present and future: a refused upgrade gets a plain
 * HTTP reply and its socket is closed; listeners see only those that pass. An error in `user` or `facts` refuses with 500.
 */
export function protectUpgrades(server: Server, protection: Protection): void {
  // WHY: a listener cannot keep later listeners from running; only the one place that calls them can.
  const emit = server.emit.bind(server) as Emit
  const guarded: Emit = (event, ...args) => {
    if (event !== 'upgrade') return emit(event, ...args)
    const [request, socket] = args as [IncomingMessage, Duplex]
    // A client that leaves while it is judged must not bring the process down.
    const ignore = (): void => {}
    socket.on('error', ignore)
    judge(request, socket, protection).then(
      (passes) => {
        socket.off('error', ignore)
        if (passes) emit(event, ...args)
      },
      (error: unknown) => {
        refuseWith(socket, { status: 500, headers: { 'cache-control': 'no-store' }, body: '' })
        if (server.listenerCount('tidegate-error') > 0) emit('tidegate-error', error)
      },
    )
    return true
  }
  server.emit = guarded as Server['emit']
}

async function judge(request: IncomingMessage, socket: Duplex, protection: Protection): Promise<boolean> {
  const gate = await protection.ready
  const user = await protection.user?.(request)
  const facts = await protection.facts?.(request)
  const admission = await gate.admit({
    ...fromNodeRequest(request),
    ...(user === undefined ? {} : { user }),
    ...(facts === undefined ? {} : { facts }),
  })
  const { decision } = admission
  if (decision.outcome === 'pass') {
    socket.once('close', () => admission.settle({ status: 101 }))
    if (decision.target !== undefined) request.url = decision.target
    return true
  }
  const reply = render(decision, request.headers.accept ?? '', protection.reply)
  admission.settle({ status: reply.status })
  refuseWith(socket, reply)
  return false
}

function refuseWith(socket: Duplex, reply: Reply): void {
  const fields = Object.entries({
    ...reply.headers,
    'content-length': String(Buffer.byteLength(reply.body)),
    connection: 'close',
  })
  const head = [
    `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? 'Refused'}`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${reply.body}`)
}
