import { checkPlugin } from './check-plugin.ts'
import type { AsyncFact, FactShape, SyncFact, ValueOf } from './fact-definition.ts'
import type { Plugin } from './plugin.ts'

/** Shapes of facts by name, from which their types are inferred. */
export type FactShapes = Readonly<Record<string, FactShape>>

/** The definition of a plugin, whose functions return values of the declared types. */
export interface PluginDefinition<F extends FactShapes> extends Omit<Plugin, 'facts'> {
  readonly facts?: F & { readonly [K in keyof F]: SyncFact<ValueOf<F[K]>> | AsyncFact<ValueOf<F[K]>> }
}

/** A plugin with the names and types of its facts. */
export type DefinedPlugin<F extends FactShapes = FactShapes> = Omit<Plugin, 'facts'> & { readonly facts: F }

/** The values of a plugin's facts by name, each of which may be absent: `FactValuesOf<typeof geo>`. */
export type FactValuesOf<P extends DefinedPlugin> = { readonly [K in keyof P['facts']]?: ValueOf<P['facts'][K]> }

/**
 * Returns the plugin, frozen, with the inferred types of its facts: `values: ['RO', 'DE']` makes a text fact enumerable, both for the
 * compiler and for the checker of policies. Throws a `TypeError` that describes the first fault.
 *
 * @example
 * const tenants = definePlugin({
 *   apiVersion: 1,
 *   name: 'tenants',
 *   facts: { plan: { type: 'text', values: ['free', 'team'], read: ({ host }) => plans.get(host ?? '') } },
 * })
 */
export function definePlugin<const F extends FactShapes = Readonly<Record<never, FactShape>>>(
  definition: PluginDefinition<F>,
): DefinedPlugin<F> {
  checkPlugin(definition)
  return Object.freeze({ ...definition, facts: Object.freeze({ ...definition.facts }) }) as unknown as DefinedPlugin<F>
}
