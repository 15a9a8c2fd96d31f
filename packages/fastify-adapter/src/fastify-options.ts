import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Awaitable, Decision } from '@tidegate/engine'
import type { Reply } from '@tidegate/engine/http'
import type { HostOptions } from '@tidegate/node'

/**
 * The options of `tidegate()`: where the policy is, who the caller is, and how the gate behaves. Functions receive Fastify's `request`; Fastify
 * handles errors that they throw.
 */
export interface FastifyOptions extends Omit<HostOptions<FastifyRequest>, 'handler'> {
  /** Sends refusals instead of the adapter; `refusal` is what the adapter would send. */
  readonly handler?: (
    request: FastifyRequest,
    reply: FastifyReply,
    decision: Decision,
    refusal: Reply,
  ) => Awaitable<void>
}
