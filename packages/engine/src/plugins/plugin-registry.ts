import type { Model } from '@tidegate/model'
import { checkPlugin } from './check-plugin.ts'
import type { FactDefinition } from './fact-definition.ts'
import type { Plugin } from './plugin.ts'

/** The plugins of a host, by name. */
export type PluginRegistry = ReadonlyMap<string, Plugin>

/** Registers plugins by name. Throws a `TypeError` for an invalid plugin, and for two with the same name or with parts of the same name. */
export function registerPlugins(plugins: readonly Plugin[]): PluginRegistry {
  const isList: boolean = Array.isArray(plugins)
  if (!isList) throw new TypeError('`plugins` must be an array of plugins')
  const registry = new Map<string, Plugin>()
  const owners = new Map([['importers robots', 'robots']])
  for (const plugin of plugins) {
    checkPlugin(plugin)
    if (registry.has(plugin.name)) throw new TypeError(`two plugins are named \`${plugin.name}\``)
    registry.set(plugin.name, plugin)
    for (const part of ['stores', 'replies', 'importers'] as const) {
      for (const key of Object.keys(plugin[part] ?? {})) {
        const owner = owners.get(`${part} ${key}`)
        if (owner !== undefined) {
          throw new TypeError(
            `plugin \`${plugin.name}\`: \`${part}\` has \`${key}\`, which is already supplied by \`${owner}\``,
          )
        }
        owners.set(`${part} ${key}`, plugin.name)
      }
    }
  }
  return registry
}

/** A fact of the model that a plugin supplies. */
export interface BoundFact {
  /** Index in the model's `facts`. */
  readonly fact: number
  readonly plugin: string
  readonly name: string
  readonly definition: FactDefinition
}

/**
 * Finds the facts of a model that plugins supply. Throws a `TypeError` if a plugin that the policy uses is not registered, or differs from the
 * plugin with which the policy was checked: facts of that plugin would be absent, which could admit requests.
 */
export function bindFacts({ plugins, facts }: Model, registry: PluginRegistry): readonly BoundFact[] {
  const missing = plugins.find((name) => !registry.has(name))
  if (missing !== undefined) {
    throw new TypeError(`the policy uses the plugin \`${missing}\`, which is not among the \`plugins\` of this gate`)
  }
  return facts.flatMap(({ plugin, name, type }, fact) => {
    if (plugin === undefined) return []
    const all = registry.get(plugin)?.facts ?? {}
    const definition = Object.hasOwn(all, name) ? all[name] : undefined
    if (definition?.type !== type) {
      throw new TypeError(
        `the policy was checked with a plugin \`${plugin}\` that has a fact \`${name}\` of type ${type}`,
      )
    }
    return [{ fact, plugin, name, definition }]
  })
}
