import type { ProxyName } from '@tidegate/node'
import { authRequest } from './auth-request.ts'
import type { Door, DoorName } from './door.ts'
import { extAuthz, extAuthzPrefix } from './ext-authz.ts'
import { forwardAuth } from './forward-auth.ts'

/** All doors. */
export const doors: readonly Door[] = [authRequest, forwardAuth, extAuthz]

/**
 * The door that a request is for, by its path. Undefined if the path is none of a door. The query is ignored: Caddy appends the client's own query
 * to the path of a check.
 */
export function doorOf(url: string): Door | undefined {
  const path = pathOf(url)
  if (path === '/authz/auth-request') return authRequest
  if (path === '/authz/forward-auth') return forwardAuth
  return path === extAuthzPrefix || path.startsWith(`${extAuthzPrefix}/`) ? extAuthz : undefined
}

/** The part of a request's URL before its query. */
export function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query < 0 ? url : url.slice(0, query)
}

/** The proxies with a recipe, and the door that each of them uses. */
export const proxies: Readonly<Record<ProxyName, DoorName>> = {
  nginx: 'auth-request',
  caddy: 'forward-auth',
  haproxy: 'forward-auth',
  traefik: 'forward-auth',
  envoy: 'ext-authz',
}
