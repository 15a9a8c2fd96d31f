import type { Logger } from '@tidegate/engine'
import type { OpenRedis } from '../../stores/open-redis.ts'
import type { ServeSettings } from './read-settings.ts'

/** Opens the store of the counters, if the settings name one. WHY a dynamic import: the client of the server is large. */
export async function openStore({ serve: { store } }: ServeSettings, logger: Logger): Promise<OpenRedis | undefined> {
  return store === undefined ? undefined : (await import('../../stores/open-redis.ts')).openRedis(store, logger)
}
