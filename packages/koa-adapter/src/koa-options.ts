import type { Context } from 'koa'
import type { HostOptions } from '@tidegate/node'

/**
 * The options of `tidegate()`: where the policy is, who the caller is, and how the gate behaves. Functions receive Koa's `ctx`; Koa handles
 * errors that they throw. `rewriteTarget` applies to `ctx.url`.
 */
export interface KoaOptions extends HostOptions<Context> {}
