import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from '@tidegate/engine'
import { createRedisStore, type RedisStore } from '@tidegate/redis-store'
import { Redis } from 'iovalkey'
import { shownUrl } from './shown-url.ts'

/** A store in Redis or Valkey and its connection. */
export interface OpenRedis {
  readonly store: RedisStore
  /** Sends another command to the server. */
  readonly sendCommand: (...args: readonly string[]) => Promise<unknown>
  /** Why there is no connection now; undefined while there is one. */
  readonly failure: () => string | undefined
  close(): void
}

/** How long the start waits for the server. It goes on without it: the gate then does what `onStoreError` says, and reports it. */
const connectWithinMs = 2000
/** WHY short: a decision that tries the server while the client pauses only shows that the server is still away. */
const maxPauseMs = 500
/** WHY: packets of a connection that a network has forgotten are repeated after pauses that grow to minutes; a new connection works as soon as the network does. */
const silentWithinMs = 2000

/** Connects to the server at a URL, and again whenever the connection is lost. `prefix` is what all keys begin with. */
export async function openRedis(url: string, logger: Logger, prefix?: string): Promise<OpenRedis> {
  const client = new Redis(url, {
    lazyConnect: true,
    // Without a queue, a decision fails at once while there is no connection, and nothing is counted late.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: connectWithinMs,
    socketTimeout: silentWithinMs,
    retryStrategy: (tries) => Math.min(50 * 2 ** tries, maxPauseMs),
  })
  let failure: string | undefined
  client.on('error', (error: Error) => {
    const isAway = failure !== undefined
    failure = error.message
    if (isAway) return
    logger.warn({ store: shownUrl(url) }, `no connection to the server of the counters: ${error.message}`)
  })
  client.on('ready', () => {
    failure = undefined
    logger.info({ store: shownUrl(url) }, 'connected to the server of the counters')
  })
  const stopped = new AbortController()
  await Promise.race([
    client.connect().catch(() => undefined),
    wait(connectWithinMs, undefined, { signal: stopped.signal }).catch(() => undefined),
  ])
  stopped.abort()
  const failureNow = (): string | undefined =>
    client.status === 'ready' ? undefined : (failure ?? `no answer within ${connectWithinMs / 1000} s`)
  const sendCommand = async (command?: string, ...args: readonly string[]): Promise<unknown> => {
    const reason = failureNow()
    // WHY: the client's own error names its options, which operators do not know.
    if (reason !== undefined) throw new Error(`no connection to the server of the counters: ${reason}`)
    return client.call(command!, ...args)
  }
  const store = createRedisStore({ sendCommand, ...(prefix !== undefined && { prefix }) })
  return {
    store,
    sendCommand,
    failure: failureNow,
    close: () => client.disconnect(),
  }
}
