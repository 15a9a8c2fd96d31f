export { type Listener, tidegate, type Tidegate } from './tidegate.ts'
export type { NodeOptions } from './node-options.ts'
export type { HostFacts, HostRequest, HostResponse, Principal, UpgradeOptions, UserId } from '@tidegate/node'
