import type { PluginExtension, PluginFact, PluginList } from '@tidegate/model'
import type { AsyncFact, FactShape } from './fact-definition.ts'
import type { ListSource, Plugin } from './plugin.ts'

/** The parts of a plugin against which a policy is checked, with only names and types of facts. */
export interface PluginOutline extends Pick<Plugin, 'name' | 'lists' | 'importers'> {
  readonly facts?: Readonly<Record<string, FactShape & { readonly whileUnknown?: AsyncFact['whileUnknown'] }>>
}

/** Describes plugins for the checker of policies, by name. */
export function describePlugins(plugins: readonly PluginOutline[]): Readonly<Record<string, PluginExtension>> {
  return Object.fromEntries(plugins.map((plugin) => [plugin.name, describePlugin(plugin)]))
}

/** Outlines that can be sent to a worker; undefined if a plugin has lists or importers, which are functions. */
export function sendableOutlines(plugins: readonly PluginOutline[]): readonly PluginOutline[] | undefined {
  const isCode = ({ lists = {}, importers = {} }: PluginOutline): boolean =>
    Object.keys(lists).length > 0 || Object.keys(importers).length > 0
  if (plugins.some(isCode)) return undefined
  return plugins.map(({ name, facts = {} }) => ({
    name,
    facts: Object.fromEntries(
      Object.entries(facts).map(([fact, { type, values, whileUnknown }]) => [
        fact,
        { type, ...(values !== undefined && { values }), ...(whileUnknown !== undefined && { whileUnknown }) },
      ]),
    ),
  }))
}

function describePlugin({ facts = {}, lists = {} }: PluginOutline): PluginExtension {
  return {
    facts: Object.entries(facts).map(([name, { type, values, whileUnknown }]): PluginFact => ({
      name,
      type,
      ...(values !== undefined && { values }),
      ...(whileUnknown === 'absent' && { mayBeUnknown: true }),
    })),
    lists: Object.fromEntries(
      Object.entries(lists).map(([name, source]) => [name, (argument) => read(source, argument)]),
    ),
  }
}

/** Reads a list. Never throws: an exception of the source is an error of the list. */
function read(source: ListSource, argument: string): PluginList {
  try {
    const entries: readonly unknown[] = [...source(argument)]
    if (entries.every((entry) => typeof entry === 'string')) return { kind: 'entries', entries }
    return { kind: 'error', message: 'the plugin returned an entry that is not a string' }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'error', message: message.replaceAll(/\s+/g, ' ') }
  }
}
