export { createRedisStore, type RedisStore, type RedisStoreOptions } from './create-redis-store.ts'
export type { SendCommand } from './call-script.ts'
export type { Slot } from './keys.ts'
