import type { GateRequest } from '@tidegate/engine'

/** The parts of a request that peers use. */
export interface PeerRequest {
  readonly ip: string
  readonly agent: string
  readonly path: string
}

/** Reads what a user of a peer must at least read: the last address from the proxy, the user agent, and the path without the query. */
export function readRequest({ headers, peer, target }: GateRequest): PeerRequest {
  let forwarded: string | undefined
  let agent = ''
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    if (name.length === 10 && name.toLowerCase() === 'user-agent') agent = headers[i + 1]!
    else if (name.length === 15 && name.toLowerCase() === 'x-forwarded-for') forwarded = headers[i + 1]!
  }
  const ip =
    forwarded !== undefined && peer?.startsWith('10.') === true
      ? forwarded.slice(forwarded.lastIndexOf(',') + 1).trim()
      : (peer ?? '')
  const mark = target.indexOf('?')
  return { ip, agent, path: mark < 0 ? target : target.slice(0, mark) }
}

/** Whether a path is that of a static file. */
export function isStatic(path: string): boolean {
  return path.startsWith('/web/static/') || path.startsWith('/web/assets/')
}
