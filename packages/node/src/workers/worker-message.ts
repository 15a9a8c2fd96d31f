import type { Charge, Consumed, CounterLayout, CounterRef, CounterStats } from '@tidegate/engine'
import type { StateNote } from '../state/state-note.ts'

/** What a worker sends to the owner of the counters. Every line is one of these as JSON; the owner handles them in their order. */
export type WorkerMessage = StateMessage | LayoutMessage | CounterCall

/** Asks for the counters of a state folder, before anything else. The worker waits for `opened` or `refused`. */
export interface StateMessage {
  readonly kind: 'state'
  /** Absolute path. */
  readonly folder: string
  /** The tag of the layouts of these counters, also of those that a renamed policy has. */
  readonly tag: string
  /** As in a layout. */
  readonly capacity?: number
  /** Whether the worker has used the folder with an owner before: then it continues, also without the folder. */
  readonly isAgain: boolean
}

/** The layout to which all further charges on this connection refer. */
export interface LayoutMessage {
  readonly kind: 'layout'
  readonly layout: CounterLayout
  /** How many subjects of each kind the counters have room for; the first worker that uses them decides. Absent: as many as a memory store by default. */
  readonly capacity?: number
  /** Whether the owner counts time by `nowMs` of calls; for tests. Absent: it uses its own clock. */
  readonly isCallersClock?: true
}

/** A call of the store; `id` identifies its answer among those on this connection. */
export type CounterCall =
  | {
      readonly kind: 'consume' | 'peek' | 'settle' | 'release'
      readonly id: number
      readonly nowMs: number
      readonly charges: readonly Charge[]
    }
  | { readonly kind: 'reset'; readonly id: number; readonly nowMs: number; readonly charges: readonly CounterRef[] }
  | {
      readonly kind: 'block'
      readonly id: number
      readonly nowMs: number
      readonly charges: readonly CounterRef[]
      readonly forMs: number
    }

/**
 * What the owner sends to a worker: the answer to a call, the reason for which a call failed, about once a second how full its tables are, or how many workers use the
 * same counters, whenever that changes; and about its state folder.
 */
export type OwnerMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly value?: Consumed | boolean }
  | { readonly kind: 'failure'; readonly id: number; readonly reason: string }
  | { readonly kind: 'stats'; readonly stats: CounterStats }
  | { readonly kind: 'workers'; readonly workers: number }
  /** The counters of the state folder can be used. */
  | { readonly kind: 'opened' }
  /** They cannot: the message and the help of a `StateFolderError`. */
  | { readonly kind: 'refused'; readonly message: string; readonly help: string }
  /** For one of the workers that use a state folder. */
  | { readonly kind: 'note'; readonly note: StateNote; readonly subjects: number }
