import { createMemoryStore } from '../counters/memory-store.ts'
import type { Events } from '../events/events.ts'
import type { BoundedLog } from '../logging/bounded-log.ts'
import type { PluginRegistry } from '../plugins/plugin-registry.ts'
import { storeOf } from '../plugins/store-of.ts'
import type { GateOptions } from './gate-options.ts'
import { guardStore, type StoreGuard } from './store-guard.ts'

const defaultStoreTimeoutMs = 250
const defaultNearCacheMs = 1_000

/** The parts of a gate that its store uses. */
export interface StoreContext {
  readonly registry: PluginRegistry
  readonly events: Events
  readonly log: BoundedLog | undefined
  readonly monotonicMs: () => number
}

/**
 * Opens the store that the options select: the memory of this process, or the given store with a guard, which reports failures and
 * recoveries to listeners and the log. Throws a `TypeError` for a name if no plugin has such a store.
 */
export function openStore(options: GateOptions, { registry, events, log, monotonicMs }: StoreContext): StoreGuard {
  const memory = options.capacity === undefined ? {} : { capacity: options.capacity }
  if (options.store === undefined) {
    const { restored } = options
    const own = createMemoryStore({
      ...memory,
      ...(restored !== undefined && { restored: { ...restored, nowMs: monotonicMs() } }),
    })
    return {
      ...own,
      close: () => own.close(),
      settle: (charges, nowMs) => own.settle(charges, nowMs),
      reset: async (counters, nowMs) => own.reset(counters, nowMs),
      block: async (counters, forMs, nowMs) => own.block(counters, forMs, nowMs),
      release: (charges, nowMs) => own.release(charges, nowMs),
      forget: () => undefined,
      renew: () => undefined,
      leaseMs: undefined,
    }
  }
  const onStoreError = options.onStoreError ?? 'local'
  return guardStore({
    ...storeOf(options.store, registry),
    timeoutMs: options.storeTimeoutMs ?? defaultStoreTimeoutMs,
    monotonicMs,
    makeStandIn: onStoreError === 'local' ? () => createMemoryStore(memory) : undefined,
    share: options.localShare,
    nearCacheMs: options.nearCacheMs ?? defaultNearCacheMs,
    onProbe: (awayMs) => events.emit('store-probe', { awayMs }),
    onLate: (lateMs) => {
      const code = 'store-late'
      const message = `the store carried out a decision ${Math.round(lateMs)} ms after it was asked, when the request had stopped waiting, so it was counted late; if the client queues commands while it is offline, turn that off (\`disableOfflineQueue: true\` of redis; \`enableOfflineQueue: false\` and \`maxRetriesPerRequest: 0\` of ioredis and iovalkey)`
      events.emit('warning', { code, message })
      log?.write(code, 'warn', { code }, message, monotonicMs())
    },
    onError: (error) => {
      events.emit('store-error', { error })
      log?.write('store-error', 'error', { code: 'store-error', onStoreError }, error.message, monotonicMs())
    },
    onRecovered: (awayMs) => {
      events.emit('store-recovered', { awayMs })
      const message = 'the store is available again'
      // WHY a warning: some logs contain only warnings and errors, and must contain the end of a failure too.
      log?.write(
        'store-recovered',
        'warn',
        { code: 'store-recovered', awayMs: Math.round(awayMs) },
        message,
        monotonicMs(),
      )
    },
  })
}
