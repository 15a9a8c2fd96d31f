import type { IncomingMessage } from 'node:http'
import type { GateRequest } from '@tidegate/engine'

/** Names of the doors: the last part of their paths below `/authz/`. */
export type DoorName = 'auth-request' | 'forward-auth' | 'ext-authz'

/** What a proxy asks: may the request that a client sent to it come in? */
export interface Check {
  readonly kind: 'check'
  /** The request as the client sent it to the proxy; its peer is the peer of the proxy. */
  readonly request: GateRequest
  /** The host that the client asked for: a Host field; undefined if there is none. */
  readonly host: string | undefined
  /** The id that the proxy gave to the request; undefined if it sent none. */
  readonly id: string | undefined
}

/** A check that cannot be read, because the proxy is not configured as the recipe says. */
export interface DoorFault {
  readonly kind: 'fault'
  /** What is missing or contradictory, and which line of the recipe sets it. */
  readonly message: string
}

/** How one kind of proxy asks. */
export interface Door {
  readonly name: DoorName
  /** Reads the request that the proxy sent. Never throws. */
  readonly read: (request: IncomingMessage) => Check | DoorFault
}

export function fault(message: string): DoorFault {
  return { kind: 'fault', message }
}
