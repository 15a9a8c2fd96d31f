import type { Request, Response } from 'express'
import type { Awaitable, Decision } from '@tidegate/engine'
import type { Reply } from '@tidegate/engine/http'
import type { HostOptions } from '@tidegate/node'

/**
 * The options of `tidegate()`: where the policy is, who the caller is, and how the gate behaves. Functions receive Express's `req`; Express
 * handles errors that they throw. `rewriteTarget` applies to `req.url`.
 */
export interface ExpressOptions extends Omit<HostOptions<Request>, 'handler'> {
  /** Sends refusals instead of the adapter; `reply` is the one that the adapter would send. */
  readonly handler?: (req: Request, res: Response, decision: Decision, reply: Reply) => Awaitable<void>
}
