import type { Awaitable, Decision } from '@tidegate/engine'
import type { Reply } from '@tidegate/engine/http'
import type { HostOptions, HostRequest, HostResponse } from '@tidegate/node'

/**
 * The options of `tidegate()`: where the policy is, who the caller is, and how the gate behaves. Functions receive Node's request.
 * `rewriteTarget` applies to `request.url`.
 */
export interface NodeOptions extends Omit<HostOptions<HostRequest>, 'handler'> {
  /** Sends refusals instead of the adapter; `reply` is the one that the adapter would send. */
  readonly handler?: (request: HostRequest, response: HostResponse, decision: Decision, reply: Reply) => Awaitable<void>
  /** Receives the errors of listeners, and of `user`, `facts`, `skip` and `handler`. Default `console.error`. */
  readonly onError?: (error: unknown, request: HostRequest) => void
}
