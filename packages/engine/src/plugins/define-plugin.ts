import { checkPlugin } from './check-plugin.ts'
import type { AsyncFact, FactShape, SyncFact, ValueOf } from './fact-definition.ts'
import type { Plugin } from './plugin.ts'

/** Facts by name, as far as their types are told from. */
export type FactShapes = Readonly<Record<string, FactShape>>

/** A plugin as it is written down: what its facts give has the type that they say. */
export interface PluginDefinition<F extends FactShapes> extends Omit<Plugin, 'facts'> {
  readonly facts?: F & { readonly [K in keyof F]: SyncFact<ValueOf<F[K]>> | AsyncFact<ValueOf<F[K]>> }
}

/** A plugin whose facts are known by name and type. */
export type DefinedPlugin<F extends FactShapes = FactShapes> = Omit<Plugin, 'facts'> & { readonly facts: F }

/** The values that a plugin's facts give, by name, each of which may be absent: `FactValuesOf<typeof geo>`. */
export type FactValuesOf<P extends DefinedPlugin> = { readonly [K in keyof P['facts']]?: ValueOf<P['facts'][K]> }

/**
 * The plugin itself, frozen, its facts' types told from what is written: `values: ['RO', 'DE']` makes a text fact enumerable, for the
 * compiler as for the checker of policies. Throws a `TypeError` that says what is wrong with it.
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
