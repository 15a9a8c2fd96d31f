export { canonicalUrl } from './canonical-url.ts'
export { tidegate, type Tidegate } from './tidegate.ts'
export type { FastifyOptions } from './fastify-options.ts'
export type { HostFacts, Principal, UpgradeOptions, UserId } from '@tidegate/node'
