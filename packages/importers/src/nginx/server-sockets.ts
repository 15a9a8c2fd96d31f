import type { Directive } from './parse-nginx.ts'

/** Where a server listens. */
export interface Socket {
  /** The address and the port, or the path of a Unix socket; equal for equal sockets. */
  readonly id: string
  readonly port: number | undefined
  readonly isLoopback: boolean
  readonly isTls: boolean
  readonly isDefault: boolean
}

/** Returns the sockets of a server, in order; those that differ only by the IP version of all addresses are one. */
export function socketsOf({ block = [] }: Directive): readonly Socket[] {
  const listens = block.filter(({ name, args }) => name === 'listen' && args.length > 0).map(({ args }) => args)
  const sockets = listens.length === 0 ? [socketOf(['80'])] : listens.map(socketOf)
  const byId = new Map<string, Socket>()
  for (const socket of sockets) {
    const known = byId.get(socket.id)
    byId.set(socket.id, known === undefined ? socket : { ...known, isDefault: known.isDefault || socket.isDefault })
  }
  return [...byId.values()]
}

function socketOf([address = '', ...options]: readonly string[]): Socket {
  const isDefault = options.includes('default_server') || options.includes('default')
  if (address.startsWith('unix:')) return { id: address, port: undefined, isLoopback: true, isTls: false, isDefault }
  const [, host = '', digits] = /^(?:(.*?):)?(\d+)$/.exec(address) ?? [undefined, address]
  const port = digits === undefined ? 80 : Number(digits)
  const isAny = ['', '*', '0.0.0.0', '[::]'].includes(host)
  const isLoopback = /^(?:127\.|localhost$|\[::1\]$)/.test(host)
  const isTls = options.includes('ssl') || options.includes('quic') || port === 443
  return { id: `${isAny ? '*' : host}:${port}`, port, isLoopback, isTls, isDefault }
}

/** Returns the sockets of all servers by preference: the one that serves the site first. */
export function rankedSockets(servers: readonly (readonly Socket[])[]): readonly string[] {
  const all = new Map(servers.flat().map((socket) => [socket.id, socket]))
  const rank = ({ isTls, port, isLoopback }: Socket): number => (isLoopback ? 3 : isTls ? 0 : port === 80 ? 1 : 2)
  return [...all.values()].toSorted((one, other) => rank(one) - rank(other)).map(({ id }) => id)
}
