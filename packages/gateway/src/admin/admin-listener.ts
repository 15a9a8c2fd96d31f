import type { IncomingMessage, ServerResponse } from 'node:http'

/** What the admin listener reports. */
export interface AdminState {
  /** Whether requests are decided: every policy is loaded, and the gateway is not stopping. */
  readonly isReady: () => boolean
}

type Page = (state: AdminState) => { readonly status: number; readonly text: string }

const healthy: Page = () => ({ status: 200, text: 'healthy' })
const ready: Page = ({ isReady }) => (isReady() ? { status: 200, text: 'ready' } : { status: 503, text: 'not ready' })

/** Pages by path. */
const pages: ReadonlyMap<string, Page> = new Map([
  ['/healthz', healthy],
  ['/ping', healthy],
  ['/readyz', ready],
  ['/ready', ready],
])

/** The listener for health checks and, later, for everything else that operators look at. */
export function adminListener(state: AdminState): (request: IncomingMessage, response: ServerResponse) => void {
  return ({ url = '', method }, response) => {
    const page = pages.get(url.split('?', 1)[0]!)
    const { status, text } =
      page === undefined ? { status: 404, text: `not found; there are ${[...pages.keys()].join(', ')}` } : page(state)
    const allowed = method === 'GET' || method === 'HEAD'
    response.writeHead(allowed ? status : 405, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      ...(!allowed && { allow: 'GET, HEAD' }),
    })
    response.end(`${allowed ? text : 'method not allowed'}\n`)
  }
}
