import type { Events } from '../events/events.ts'
import type { GateEvents } from '../events/gate-events.ts'
import type { PluginRegistry } from './plugin-registry.ts'

const eventNames: Readonly<Record<keyof GateEvents, true>> = {
  decision: true,
  settled: true,
  counters: true,
  block: true,
  limit: true,
  'would-block': true,
  'store-error': true,
  'store-probe': true,
  'store-recovered': true,
  reload: true,
  'reload-failed': true,
  'reload-slow': true,
  warning: true,
}

/** Adds the observers of all plugins as listeners. Throws a `TypeError` for an unknown event. */
export function observeWith(registry: PluginRegistry, events: Events): void {
  for (const { name, observers = {} } of registry.values()) {
    for (const [event, listener] of Object.entries(observers)) {
      if (!Object.hasOwn(eventNames, event)) {
        throw new TypeError(
          `plugin \`${name}\`: unknown event \`${event}\`; known events: ${Object.keys(eventNames).join(', ')}`,
        )
      }
      if (listener !== undefined) events.on(event as keyof GateEvents, listener as never)
    }
  }
}
