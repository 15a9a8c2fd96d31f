export { tidegate, type Tidegate } from './tidegate.ts'
export type { ExpressOptions } from './express-options.ts'
export type { HostFacts, Principal, UpgradeOptions, UserId } from '@tidegate/node'
