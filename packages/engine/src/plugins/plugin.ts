import type { Importer } from '@tidegate/model'
import type { CounterStore } from '../counters/store.ts'
import type { GateEvents } from '../events/gate-events.ts'
import type { ReplyBodies } from '../reply/reply-body.ts'
import type { FactDefinition } from './fact-definition.ts'

/**
 * Something that a host registers with a gate: facts that policies may test, sources of address lists, stores, importers and
 * observers. A plain object; `definePlugin` makes one with its types inferred. A policy can only say `use NAME`.
 */
export interface Plugin extends ReplyBodies {
  /** Version of this interface. */
  readonly apiVersion: 1
  /** The name behind `use`: a word of the language. */
  readonly name: string
  /** By the name that policies use: a word, with dots where wanted (`as.name`). Always optional: they may be absent. */
  readonly facts?: Readonly<Record<string, FactDefinition>>
  /** By the name that stands before the argument in a list: `list cloud = ranges "europe"`. */
  readonly lists?: Readonly<Record<string, ListSource>>
  /** Counter stores by the name that the option `store` may give; opened and closed by the gate. */
  readonly stores?: Readonly<Record<string, () => CounterStore>>
  /** By the word behind `import`. MUST be total. */
  readonly importers?: Readonly<Record<string, Importer>>
  /** Listeners by event, there from the start. One that throws is counted, and never changes a decision. */
  readonly observers?: Observers
}

/**
 * The entries of a list for an argument: addresses, prefixes, ranges, as in a list file. Called while a policy is checked, again
 * with every reload; MUST be synchronous. What it throws is an error of the policy: the last good one stays in force.
 */
export type ListSource = (argument: string) => Iterable<string>

/** Listeners by event. */
export type Observers = { readonly [E in keyof GateEvents]?: (payload: GateEvents[E]) => void }
