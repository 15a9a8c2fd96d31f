import type { Importer } from '@tidegate/model'
import type { CounterStore } from '../counters/store.ts'
import type { GateEvents } from '../events/gate-events.ts'
import type { ReplyBodies } from '../reply/reply-body.ts'
import type { FactDefinition } from './fact-definition.ts'

/**
 * An extension that a host registers with a gate: facts that policies may test, sources of address lists, stores, importers and observers.
 * A plain object; `definePlugin` creates one with inferred types. A policy can only refer to it with `use NAME`.
 */
export interface Plugin extends ReplyBodies {
  /** Version of this interface. */
  readonly apiVersion: 1
  /** The name after `use`: a word of the language. */
  readonly name: string
  /** Facts by the name that policies use: a word, which may contain dots (`as.name`). A plugin's fact may always be absent. */
  readonly facts?: Readonly<Record<string, FactDefinition>>
  /** List sources by the name before the argument in a list: `list cloud = ranges "europe"`. */
  readonly lists?: Readonly<Record<string, ListSource>>
  /** Counter stores by the name for the option `store`; opened and closed by the gate. */
  readonly stores?: Readonly<Record<string, () => CounterStore>>
  /** Importers by the word after `import`. They MUST NOT throw. */
  readonly importers?: Readonly<Record<string, Importer>>
  /** Listeners by event, added before the first event. An exception of a listener is counted and never affects a decision. */
  readonly observers?: Observers
}

/**
 * Returns the entries of a list for an argument: addresses, prefixes and ranges, as in a list file. Called while a policy is checked, and again on
 * every reload; MUST be synchronous. An exception is an error of the policy: the last valid one stays in force.
 */
export type ListSource = (argument: string) => Iterable<string>

/** Listeners by event. */
export type Observers = { readonly [E in keyof GateEvents]?: (payload: GateEvents[E]) => void }
