import { createMemoryStore } from '../counters/memory-store.ts'
import type { Events } from '../events/events.ts'
import type { Logger } from '../logging/logger.ts'
import type { PluginRegistry } from '../plugins/plugin-registry.ts'
import { storeOf } from '../plugins/store-of.ts'
import type { GateOptions } from './gate-options.ts'
import { guardStore, type StoreGuard } from './store-guard.ts'

/** What a gate's store needs of the gate. */
export interface StoreContext {
  readonly registry: PluginRegistry
  readonly events: Events
  readonly logger: Logger | undefined
  readonly monotonicMs: () => number
}

/**
 * The store that the options choose: this process's memory, or the given one, guarded. When a guarded store goes away or comes back,
 * listeners and the log learn of it. Throws a `TypeError` for the name of a store that no plugin has.
 */
export function openStore(options: GateOptions, { registry, events, logger, monotonicMs }: StoreContext): StoreGuard {
  if (options.store === undefined) {
    const own = createMemoryStore()
    return { ...own, close: () => own.close(), settle: (charges, nowMs) => own.settle(charges, nowMs) }
  }
  const onStoreError = options.onStoreError ?? 'local'
  return guardStore({
    ...storeOf(options.store, registry),
    timeoutMs: options.storeTimeoutMs ?? 250,
    monotonicMs,
    makeStandIn: onStoreError === 'local' ? () => createMemoryStore() : undefined,
    onError: (error) => {
      events.emit('store-error', { error })
      logger?.error({ code: 'store-error', onStoreError }, error.message)
    },
    onRecovered: (awayMs) => {
      events.emit('store-recovered', { awayMs })
      logger?.info({ code: 'store-recovered', awayMs }, 'the store answers again')
    },
  })
}
