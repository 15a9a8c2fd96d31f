import type { IncomingMessage } from 'node:http'
import type { Actor } from '../operator/operator-result.ts'
import type { AdminTokens } from './tokens.ts'

/** Whether a request may do what it asks for. */
export type OperatorAdmission =
  | { readonly kind: 'operator'; readonly actor: Actor; readonly mayChange: boolean }
  | { readonly kind: 'refused'; readonly status: 401 | 403 | 421; readonly message: string; readonly help: string }

/**
 * Who asks: the holder of a token, or, if the gateway has no tokens, a program of the same machine. INVARIANT: a web page that a browser of this machine shows
 * is refused, whatever name it has made the browser believe that the listener has.
 */
export function admitOperator(request: IncomingMessage, tokens: AdminTokens): OperatorAdmission {
  if (!isFromHere(request)) return foreign
  const { remoteAddress: peer } = request.socket
  const via = request.headers['user-agent']?.startsWith('tidegate/') === true ? 'command' : 'api'
  const actor = (name: string): Actor => ({ name, ...(peer !== undefined && { peer }), via })
  if (tokens.areNeeded()) {
    const [, token] = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(request.headers.authorization ?? '') ?? []
    if (token === undefined)
      return refused(401, 'a token is needed', 'set TIDEGATE_ADMIN_TOKEN, or give --token-file FILE')
    const holder = tokens.holderOf(token)
    if (holder === undefined)
      return refused(401, 'the token is not valid', 'compare it with `serve.adminToken` of the gateway')
    return { kind: 'operator', actor: actor(holder.name), mayChange: holder.mayChange }
  }
  return refusalWithoutToken(request, tokens) ?? { kind: 'operator', actor: actor('local'), mayChange: true }
}

/**
 * Why a request for the metrics is refused: it has no valid token though the gateway has some, or a page of another site sent it. Without tokens the metrics
 * may be asked from elsewhere, as health may. WHY: Prometheus is mostly on another machine, and no address or other text of a client is in them.
 */
export function refusalOfMetrics(request: IncomingMessage, tokens: AdminTokens): Refusal | undefined {
  if (!tokens.areNeeded()) return isFromHere(request) ? undefined : foreign
  const admission = admitOperator(request, tokens)
  if (admission.kind === 'operator') return undefined
  return admission.status === 401 ? { ...admission, help: tokenForPrometheus } : admission
}

const tokenForPrometheus =
  'set `authorization: { credentials_file: FILE }` in the scrape configuration of Prometheus; a token with `:read` is enough'

type Refusal = Extract<OperatorAdmission, { readonly kind: 'refused' }>

/** Why a request without a token is refused, if the gateway has none: it is not from this machine, or for another name. Undefined if tokens are needed. */
export function refusalWithoutToken(request: IncomingMessage, tokens: AdminTokens): Refusal | undefined {
  if (tokens.areNeeded()) return undefined
  if (!isLocal(request))
    return refused(
      403,
      'operators of other machines need a token',
      'set `serve.adminToken` of the gateway, or ask on the machine where it runs',
    )
  if (!isOwnHost(request.headers.host))
    return refused(421, 'the Host is not an address of this machine', 'ask by the address, such as 127.0.0.1:7412')
  return undefined
}

/** Whether the peer is a program of this machine that does not ask for another one. */
function isLocal({ socket: { remoteAddress }, headers }: IncomingMessage): boolean {
  const isForwarded = ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'].some((name) => name in headers)
  return !isForwarded && (remoteAddress === undefined || /^(?:::ffff:)?127\.|^::1$/.test(remoteAddress))
}

/** WHY: a page may have a name that its server has pointed to this machine (DNS rebinding); it cannot have one of these. */
function isOwnHost(host: string | undefined): boolean {
  return host === undefined || /^(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(host)
}

/** Whether no browser says that another site sent this request. Programs say nothing. */
function isFromHere({ headers }: IncomingMessage): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  return origin === undefined || (host !== undefined && origin.replace(/^https?:\/\//i, '') === host)
}

const foreign: Refusal = {
  kind: 'refused',
  status: 403,
  message: 'this request was sent by a page of another site',
  help: 'use the command line, or the page itself',
}

function refused(status: Refusal['status'], message: string, help: string): Refusal {
  return { kind: 'refused', status, message, help }
}
