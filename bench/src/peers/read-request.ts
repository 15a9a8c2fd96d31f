import type { GateRequest } from '@tidegate/engine'

/** What peers are told of a request. */
export interface PeerRequest {
  readonly ip: string
  readonly agent: string
  readonly path: string
}

/** The least that a careful user of a peer reads: the nearest address that the proxy tells, the agent, the path without its query. */
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

/** Whether a path is a static file's. */
export function isStatic(path: string): boolean {
  return path.startsWith('/web/static/') || path.startsWith('/web/assets/')
}
