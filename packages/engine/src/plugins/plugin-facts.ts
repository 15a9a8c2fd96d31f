import type { FactType, FactValue, Model } from '@tidegate/model'
import { createValueReader } from '../facts/fact-values-reader.ts'
import type { FactWarning } from '../facts/fact-warning.ts'
import { escapeText } from '../logging/escape-text.ts'
import type { SyncFact } from './fact-definition.ts'
import { type FactInputs, UnknownInputError } from './fact-inputs.ts'
import { createFactResolver, type FactResolver, type FactResolverStats } from './fact-resolver.ts'
import { bindFacts, type PluginRegistry } from './plugin-registry.ts'

/** The facts of all plugins of a gate, whose caches are kept on a reload. */
export interface PluginFacts {
  /** Returns the facts that the rules of a model may use. Throws a `TypeError` if a plugin is missing. */
  readonly bind: (model: Model) => {
    readonly sync: readonly BoundSyncFact[]
    readonly async: readonly BoundAsyncFact[]
  }
  /** Whether a fact of a plugin may make requests wait. */
  readonly mayWait: boolean
  readonly stats: () => readonly PluginFactStats[]
  readonly close: () => void
}

export interface BoundSyncFact {
  /** Index in the model's `facts`. */
  readonly fact: number
  /** Reads the fact; never throws. */
  readonly read: (inputs: FactInputs) => FactValue
}

export interface BoundAsyncFact extends FactResolver {
  readonly fact: number
  readonly waits: boolean
}

/** Statistics of one fact of a plugin. */
export interface PluginFactStats extends FactResolverStats {
  readonly plugin: string
  readonly fact: string
}

export interface PluginFactsContext {
  readonly monotonicMs: () => number
  readonly warn: (warning: FactWarning) => void
}

/** Creates the facts of these plugins; nothing is looked up yet. */
export function createPluginFacts(registry: PluginRegistry, context: PluginFactsContext): PluginFacts {
  const { warn, monotonicMs } = context
  const readValue = createValueReader(warn)
  const readers = new Map<string, (inputs: FactInputs) => FactValue>()
  const resolvers = new Map<string, FactResolver & { readonly waits: boolean }>()
  const stats = new Map<string, () => PluginFactStats>()

  for (const { name: plugin, facts = {} } of registry.values()) {
    for (const [name, definition] of Object.entries(facts)) {
      const id = idOf(plugin, name)
      const convert = convertFor(name, definition.type, definition.values)
      const failed = (error: unknown): void =>
        warn({
          code: 'plugin-fact-failed',
          about: id,
          message: `plugin \`${plugin}\`: fact \`${name}\` is treated as absent: ${words(error)}`,
        })
      if (definition.resolve === undefined) {
        const counts = { asked: 0, answered: 0, failed: 0, dropped: 0, cached: 0, pending: 0 }
        readers.set(id, totalReader(definition, convert, counts, failed))
        stats.set(id, () => ({ plugin, fact: name, ...counts }))
      } else {
        const onDrop = (): void =>
          warn({
            code: 'plugin-fact-dropped',
            about: id,
            message: `plugin \`${plugin}\`: fact \`${name}\` is requested too often; some requests are decided without it`,
          })
        const resolver = createFactResolver(definition, { monotonicMs, convert, onFailure: failed, onDrop })
        resolvers.set(id, { ...resolver, waits: definition.whileUnknown === 'wait' })
        stats.set(id, () => ({ plugin, fact: name, ...resolver.stats() }))
      }
    }
  }

  function convertFor(
    name: string,
    type: FactType,
    values: readonly string[] | undefined,
  ): (given: unknown) => FactValue {
    const known = values === undefined ? undefined : new Set(values)
    return (given) => {
      const value = readValue(name, type, given)
      if (known === undefined || typeof value !== 'string' || known.has(value)) return value
      const shown = escapeText(value, 64)
      warn({
        code: 'fact-value',
        about: name,
        message: `fact \`${name}\`: \`${shown}\` is not one of its \`values\`; treated as absent`,
      })
      return undefined
    }
  }

  return {
    bind: (model) => {
      const bound = bindFacts(model, registry)
      return {
        sync: bound.flatMap(({ fact, plugin, name }) => {
          const read = readers.get(idOf(plugin, name))
          return read === undefined ? [] : [{ fact, read }]
        }),
        async: bound.flatMap(({ fact, plugin, name }) => {
          const resolver = resolvers.get(idOf(plugin, name))
          return resolver === undefined ? [] : [{ fact, ...resolver }]
        }),
      }
    },
    mayWait: [...resolvers.values()].some(({ waits }) => waits),
    stats: () => [...stats.values()].map((each) => each()),
    close: () => {
      for (const { close } of resolvers.values()) close()
    },
  }
}

/** Creates a reader that never throws: an exception is counted and reported, and the fact is absent. */
function totalReader(
  { read }: SyncFact,
  convert: (given: unknown) => FactValue,
  counts: { asked: number; answered: number; failed: number },
  failed: (error: unknown) => void,
): (inputs: FactInputs) => FactValue {
  return (inputs) => {
    counts.asked++
    try {
      const given = read(inputs)
      counts.answered++
      return given === undefined || given === null ? undefined : convert(given)
    } catch (error) {
      if (error instanceof UnknownInputError) return undefined
      counts.failed++
      failed(error)
      return undefined
    }
  }
}

function idOf(plugin: string, fact: string): string {
  return `${plugin} ${fact}`
}

function words(error: unknown): string {
  return escapeText(error instanceof Error ? error.message : String(error), 200)
}
