import { type GateRequest, shownValue } from '@tidegate/engine'

/** The id of a principal: a string, or a number that is converted to its digits; undefined or null if no user is logged in. */
export type UserId = string | number | bigint | null | undefined

/** The host's facts for one request, by declared name. */
export type HostFacts = Readonly<Record<string, unknown>>

/** The principal for a decision that does not use the options `user` and `facts`, for example at a login. */
export interface Principal {
  readonly user?: UserId
  readonly facts?: HostFacts
}

/**
 * Returns the request with this principal, or the same object if there is no principal. Throws a `TypeError` for facts that are not an object.
 */
export function asPrincipal(request: GateRequest, user: UserId, facts: HostFacts | undefined): GateRequest {
  if (user === undefined && facts === undefined) return request
  if (facts !== undefined && !isRecord(facts)) {
    throw new TypeError(
      `tidegate: \`facts\` must return an object of values by fact name, or undefined; it returned ${shownValue(facts)}`,
    )
  }
  return {
    ...request,
    ...(user === undefined || user === null ? {} : { user }),
    ...(facts === undefined ? {} : { facts }),
  }
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
