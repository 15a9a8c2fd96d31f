import type { FactDefinition, FactInputs, Plugin } from '@tidegate/engine'

/** Stand-ins for plugins in simulated requests: facts that a request was given take precedence over those of the plugins. */
export interface PlayedPlugins {
  /** Plugins for the gate, with the same names, types and replies, which observe nothing and look up nothing. */
  readonly plugins: readonly Plugin[]
  /** Begins a request. */
  readonly turnTo: (given: Readonly<Record<string, unknown>> | undefined) => void
  /** Returns the values of the plugins' facts for the request, as far as rules read them, by name. */
  readonly seen: () => Readonly<Record<string, unknown>>
  /** Returns the facts that the request would have had to look up: those that are neither given nor known. */
  readonly wanted: () => readonly WantedFact[]
  /** Sets facts that have been looked up for the request; they are valid until the next `turnTo`. */
  readonly learn: (found: Readonly<Record<string, unknown>>) => void
}

/** A fact that has to be looked up, and the inputs of the look-up. */
export interface WantedFact {
  readonly name: string
  readonly definition: Extract<FactDefinition, { readonly resolve: unknown }>
  readonly inputs: FactInputs
}

/** Creates stand-ins for plugins, for one request after another. */
export function playedPlugins(originals: readonly Plugin[]): PlayedPlugins {
  let given: Readonly<Record<string, unknown>> = {}
  let found: Readonly<Record<string, unknown>> = {}
  let seen: Record<string, unknown> = {}
  let wanted: WantedFact[] = []

  function read(name: string, definition: FactDefinition, inputs: FactInputs): unknown {
    if (Object.hasOwn(given, name)) return given[name]
    if (definition.read !== undefined) return definition.read(inputs)
    if (Object.hasOwn(found, name)) return found[name]
    wanted.push({ name, definition, inputs })
    return undefined
  }

  function standIn(name: string, definition: FactDefinition): FactDefinition {
    const { type, values } = definition
    return {
      type,
      ...(values !== undefined && { values }),
      read: (inputs) => {
        const value = read(name, definition, inputs)
        seen[name] = value
        return value
      },
    }
  }

  return {
    plugins: originals.map(({ apiVersion, name, facts = {}, lists, replies, importers }) => ({
      apiVersion,
      name,
      facts: Object.fromEntries(Object.entries(facts).map(([fact, each]) => [fact, standIn(fact, each)])),
      ...(lists !== undefined && { lists }),
      ...(replies !== undefined && { replies }),
      ...(importers !== undefined && { importers }),
    })),
    turnTo: (facts) => {
      given = facts ?? {}
      found = {}
      seen = {}
      wanted = []
    },
    seen: () => seen,
    wanted: () => wanted,
    learn: (facts) => {
      found = facts
    },
  }
}
