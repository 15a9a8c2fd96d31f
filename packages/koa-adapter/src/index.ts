export { tidegate, type Principal, type Tidegate } from './tidegate.ts'
export type { HostFacts, KoaOptions, UserId } from './koa-options.ts'
export type { UpgradeOptions } from './protect-upgrades.ts'
