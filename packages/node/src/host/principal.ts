import type { GateRequest } from '@tidegate/engine'

/** The id of a principal: text, or a number whose digits stand for it; undefined or null when nobody is logged in. */
export type UserId = string | number | bigint | null | undefined

/** Facts by declared name, as the host knows them for one request. */
export type HostFacts = Readonly<Record<string, unknown>>

/** Who a request is judged as, where the application knows better than `user` and `facts`: at login, for example. */
export interface Principal {
  readonly user?: UserId
  readonly facts?: HostFacts
}

/** The request as made by this principal; the same object where nothing is known of one. */
export function asPrincipal(request: GateRequest, user: UserId, facts: HostFacts | undefined): GateRequest {
  if (user === undefined && facts === undefined) return request
  return {
    ...request,
    ...(user === undefined || user === null ? {} : { user }),
    ...(facts === undefined ? {} : { facts }),
  }
}
