export { tidegate, type Tidegate } from './tidegate.ts'
export type { KoaOptions } from './koa-options.ts'
export type { HostFacts, Principal, UpgradeOptions, UserId } from '@tidegate/node'
