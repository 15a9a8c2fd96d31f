export type { FetchOptions } from './fetch-options.ts'
export { type FetchHandler, type Principal, tidegate, type Tidegate } from './tidegate.ts'
