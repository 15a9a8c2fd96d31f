import { Agent as HttpAgent, createServer, type IncomingMessage, type Server } from 'node:http'
import type { Http2SecureServer } from 'node:http2'
import { Agent as HttpsAgent } from 'node:https'
import type { Socket } from 'node:net'
import { type HostRequest, type HostResponse, sendReply, type Upstream } from '@tidegate/node'
import { markUnanswered } from '@tidegate/node/host'
import { tidegate } from '@tidegate/node-adapter'
import type { Plugin } from '@tidegate/engine'
import type { Reply, ReplyOptions } from '@tidegate/engine/http'
import { createProxyServer, type ProxyServer } from 'httpxy'
import type { Site, Sites } from '../sites/sites.ts'
import { createFrontTally, type FrontCounts } from './front-counts.ts'
import { dropConnectionFields, setForwardedFields } from './forwarded-fields.ts'
import type { SiteOutage } from './site-outage.ts'
import { passReplyTrailers, passRequestTrailers } from './pass-trailers.ts'

/** How requests are passed on. */
export interface FrontOptions {
  readonly to: Upstream
  readonly sites: Sites
  readonly replies: Omit<ReplyOptions, 'plugins'>
  /** Plugins that write refusals. */
  readonly plugins: readonly Plugin[]
  /** Milliseconds that the site may take for the head of a reply, and between two parts of a body. */
  readonly replyWithinMs: number
  /** Whether the peer with this address is a proxy whose `X-Forwarded-…` are passed on; undefined is a peer on a Unix socket. */
  readonly isTrustedPeer: (address: string | undefined) => boolean
  /** Receives what failed between the gateway and the site, and when the site answers. */
  readonly outage: SiteOutage
}

/** Passes requests to the site. */
export interface Front {
  /** Makes a server answer for the site. */
  readonly protect: (server: Server | Http2SecureServer) => void
  readonly counts: () => FrontCounts
  /** Closes the idle connections to the site. */
  readonly close: () => void
}

/** The listeners of one site, which receive only what its gate admits. */
interface Protected {
  readonly request: (request: HostRequest, response: HostResponse) => void
  /** WHY: a server that never listens, because the gate of a site guards the upgrades of a whole server. */
  readonly upgrades: Server
}

/**
 * Creates a reverse proxy: requests that pass are sent to the site and its replies are streamed back; all others are answered here. WebSockets are
 * decided in the same way; other upgrades are ignored, as RFC 9110 §7.8 allows.
 */
export function createFront(options: FrontOptions): Front {
  const { to, sites, replies, plugins, replyWithinMs, isTrustedPeer, outage } = options
  const agent =
    to.kind === 'url' && to.url.startsWith('https:') ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions)
  const target = to.kind === 'url' ? to.url : { socketPath: to.path, host: 'localhost', protocol: 'http:' }
  const common = { target, proxyTimeout: replyWithinMs, upgradeTimeout: replyWithinMs }
  const web = createProxyServer({ ...common, agent }) as unknown as ProxyServer<HostRequest, HostResponse>
  const sockets = createProxyServer(common)
  const tally = createFrontTally()
  // WHY: the library ends a request that takes too long in the same way as a site that dies.
  const overdue = new WeakSet<HostRequest>()
  web.on('proxyReq', (outgoing, request, response) => {
    outgoing.once('timeout', () => overdue.add(request))
    // WHY: the library writes the target `*` of OPTIONS as a path.
    if (request.url === '*') outgoing.path = '*'
    passRequestTrailers(request, outgoing)
    outgoing.once('upgrade', (_reply, socket) => {
      socket.destroy()
      const error = new Error('the site changed to another protocol without being asked')
      outage.failed(error)
      sendReply(response, failed(error, false))
    })
  })
  web.on('proxyRes', (incoming, _request, response) => {
    tally.replied(incoming.statusCode ?? 0)
    outage.answered()
    dropConnectionFields(incoming.headers)
    passReplyTrailers(incoming, response)
  })

  function send(request: HostRequest, response: HostResponse): Promise<void> {
    setForwardedFields(request, isTrustedPeer(request.socket.remoteAddress), false)
    tally.started()
    let isClosed = false
    response.once('close', () => {
      isClosed = true
      tally.ended()
    })
    return web.web(request, response).then(
      () => {
        if (!response.headersSent) markUnanswered(response)
      },
      (error: unknown) => {
        // If the client has left, the site has not failed.
        if (!isClosed) outage.failed(asError(error))
        if (response.headersSent) response.destroy()
        else if (isClosed) markUnanswered(response)
        else {
          tally.failed()
          sendReply(response, failed(error, overdue.has(request)))
        }
      },
    )
  }

  function connect(request: IncomingMessage, socket: Socket, head: Buffer): void {
    if (request.method !== 'GET' || request.headers.upgrade?.toLowerCase() !== 'websocket') {
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    setForwardedFields(request, isTrustedPeer(request.socket.remoteAddress), true)
    sockets.ws(request, socket, {}, head).catch((error: unknown) => {
      tally.failed()
      outage.failed(asError(error))
      socket.destroy()
    })
  }

  const protectedSites = new Map<Site, Protected>()
  for (const site of sites.all) {
    const guard = tidegate({ gate: site.gate, plugins, ...replies })
    const upgrades = createServer()
    upgrades.on('upgrade', connect)
    guard.protectUpgrades(upgrades)
    protectedSites.set(site, { request: guard.protect(send), upgrades })
  }

  return {
    protect(server) {
      server.on('request', (request: HostRequest, response: HostResponse) => {
        const site = sites.of(hostOf(request))
        if (site === undefined) sendReply(response, misdirected)
        else protectedSites.get(site)!.request(request, response)
      })
      server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
        const site = sites.of(hostOf(request))
        if (site === undefined)
          socket.end('HTTP/1.1 421 Misdirected Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
        else protectedSites.get(site)!.upgrades.emit('upgrade', request, socket, head)
      })
    },
    counts: tally.counts,
    close: () => agent.destroy(),
  }
}

const agentOptions = { keepAlive: true, maxFreeSockets: 256 }

const plain = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }

const misdirected: Reply = { status: 421, headers: plain, body: 'This host is not served here.\n' }

/** The reply if the site cannot be reached, or does not answer in time (RFC 9110 §15.6.3 and §15.6.5). */
function failed(error: unknown, isOverdue: boolean): Reply {
  return isOverdue || asError(error).code === 'ETIMEDOUT'
    ? { status: 504, headers: plain, body: 'The site did not answer in time.\n' }
    : { status: 502, headers: plain, body: 'The site cannot be reached.\n' }
}

function asError(error: unknown): NodeJS.ErrnoException {
  return error instanceof Error ? error : new Error(String(error))
}

function hostOf({ headers }: HostRequest): string | undefined {
  return headers.host ?? (headers[':authority'] as string | undefined)
}
