export type { FetchOptions } from './fetch-options.ts'
export { nodeServer, type NodeServerInfo } from './node-server.ts'
export { type FetchHandler, type Principal, tidegate, type Tidegate } from './tidegate.ts'
