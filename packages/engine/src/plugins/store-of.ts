import type { CounterStore } from '../counters/store.ts'
import type { PluginRegistry } from './plugin-registry.ts'

/** The store that a gate was given, or a plugin's store with this name. Throws a `TypeError` for an unknown name. */
export function storeOf(
  store: CounterStore | string,
  registry: PluginRegistry,
): { readonly store: CounterStore; readonly isOwned: boolean } {
  if (typeof store !== 'string') return { store, isOwned: false }
  const stores = new Map([...registry.values()].flatMap((plugin) => Object.entries(plugin.stores ?? {})))
  const open = stores.get(store)
  if (open !== undefined) return { store: open(), isOwned: true }
  throw new TypeError(
    `\`store\`: no plugin has a store named \`${store}\`; known stores: ${[...stores.keys()].join(', ') || 'none'}`,
  )
}
