import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import type { Actor } from '../operator/operator-result.ts'
import { assets } from './assets/assets.ts'
import { backTo } from './parts/links.ts'
import { securityFields } from './session/security-fields.ts'
import type { Session } from './session/sessions.ts'
import { html } from '@tidegate/markup'

/** Sends a whole reply with the security fields. */
export function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { ...securityFields, 'content-type': type, 'content-length': Buffer.byteLength(text) })
  response.end(response.req.method === 'HEAD' ? undefined : text)
}

/** Sends the browser to another address of the page, with GET. */
export function redirect(response: ServerResponse, href: string): void {
  response.writeHead(303, { ...securityFields, location: href, 'content-length': 0 })
  response.end()
}

/** Sends a file of the page. Its address contains its digest, so that it may be kept. */
export function sendAsset(path: string, response: ServerResponse): void {
  const asset = assets.get(path.slice('/assets/'.length))
  if (asset === undefined) return sendText(response, 404, 'text/plain; charset=utf-8', 'There is no such file.\n')
  response.setHeader('cache-control', 'public, max-age=31536000, immutable')
  const { 'cache-control': _, ...others } = securityFields
  response.writeHead(200, { ...others, 'content-type': asset.type, 'content-length': Buffer.byteLength(asset.text) })
  response.end(response.req.method === 'HEAD' ? undefined : asset.text)
}

/** Ends a stream before it begins, because there is no session: the script loads the page again. */
export function sendEnded(response: ServerResponse): void {
  sendText(response, 200, 'text/event-stream', 'event: ended\ndata: The session has ended.\n\n')
}

/**
 * Whether a person followed a link of another site to this page. WHY it matters: the browser does not send the cookie then, because that would also be sent for
 * forms of other sites.
 */
export function isFromElsewhere({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site']
  return (site === 'cross-site' || site === 'same-site') && headers['sec-fetch-mode'] === 'navigate'
}

/** Answers such a request with a document that asks for the same page again, now from this site and with the cookie. */
export function sendBounce(response: ServerResponse, url: URL): void {
  const href = backTo(`${url.pathname}${url.search}`)
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Tidegate</title>
        <meta http-equiv="refresh" content="0; url=${href}" />
      </head>
      <body>
        <p><a href="${href}">Continue</a></p>
      </body>
    </html>`
  sendText(response, 200, 'text/html; charset=utf-8', markup)
}

/** Whether the browser reaches the gateway by HTTPS, directly or through a proxy. */
export function isSecure({ socket, headers }: IncomingMessage): boolean {
  return (socket as TLSSocket).encrypted === true || headers.origin?.startsWith('https://') === true
}

/** Who makes a change, for the audit. */
export function actorOf({ person }: Session, { socket }: IncomingMessage): Actor {
  return { name: person.name, via: 'page', ...(socket.remoteAddress !== undefined && { peer: socket.remoteAddress }) }
}

const maxRefreshSeconds = 3_600
const minRefreshSeconds = 5

/** How a page is kept current without scripts, if a person asked for it with `refresh=30`. */
export function refreshOf(url: URL): { readonly refreshSeconds?: number; readonly refreshHref: string } {
  const asked = Number(url.searchParams.get('refresh'))
  const query = new URLSearchParams(url.searchParams)
  query.set('refresh', '30')
  return {
    ...(asked > 0 && { refreshSeconds: Math.min(maxRefreshSeconds, Math.max(minRefreshSeconds, Math.round(asked))) }),
    refreshHref: backTo(`${url.pathname}?${query.toString()}`),
  }
}
