import type { Context } from 'koa'
import type { HostOptions } from '@tidegate/node'

/**
 * What `tidegate()` takes: where the policy is, who the caller is, and how the gate behaves. Functions are handed Koa's `ctx`; what they throw
 * goes Koa's way. `rewriteTarget` is about `ctx.url`.
 */
export interface KoaOptions extends HostOptions<Context> {}
