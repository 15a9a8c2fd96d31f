import type { FactDefinition, FactInputs, Plugin } from '@tidegate/engine'

/** Plugins as requests are played to them: what a request was given of their facts counts before what they say themselves. */
export interface PlayedPlugins {
  /** For the gate: the same names, types and replies; nothing is observed and nothing looked up. */
  readonly plugins: readonly Plugin[]
  /** Turns to a request. */
  readonly turnTo: (given: Readonly<Record<string, unknown>> | undefined) => void
  /** What the plugins' facts were for that request, as far as rules look at them, by name. */
  readonly seen: () => Readonly<Record<string, unknown>>
  /** Look-ups that the request would have needed: what was neither given nor is known. */
  readonly wanted: () => readonly WantedFact[]
  /** What has been looked up for the request; it counts until the next `turnTo`. */
  readonly learn: (found: Readonly<Record<string, unknown>>) => void
}

/** A fact that has to be looked up, and for whom. */
export interface WantedFact {
  readonly name: string
  readonly definition: Extract<FactDefinition, { readonly resolve: unknown }>
  readonly inputs: FactInputs
}

/** Plugins that stand in for these, for requests one after the other. */
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
