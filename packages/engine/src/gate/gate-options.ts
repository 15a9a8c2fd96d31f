import type { CounterStore } from '../counters/store.ts'
import type { FactReaderOptions } from '../facts/read-facts.ts'
import type { Plugin } from '../plugins/plugin.ts'
import type { Clock } from './clock.ts'
import type { Logger } from '../logging/logger.ts'

/** How a gate behaves, beside what its policy says. */
export interface GateOptions extends Omit<FactReaderOptions, 'onWarning'> {
  /**
   * Where counters live. Default: the memory of this process, closed with the gate; a store given here stays the caller's to close. A
   * name is that of a plugin's store, which the gate opens and closes.
   */
  readonly store?: CounterStore | string
  /** Put before the policy's name in the keys of a shared store, so that two gates never count in one place. Default none. */
  readonly prefix?: string
  /**
   * What becomes of requests that limits apply to while the store is away: counted in this process (`local`, the default), let in
   * (`allow`), or refused with 503 (`deny`).
   */
  readonly onStoreError?: 'local' | 'allow' | 'deny'
  /** How long a store may take to answer, in milliseconds. Default 250. */
  readonly storeTimeoutMs?: number
  /** What policies may `use`. Each stays the caller's to close. Default none. */
  readonly plugins?: readonly Plugin[]
  /** How long a request may wait for facts that plugins look up, all of them together, in milliseconds. Default 500. */
  readonly factTimeoutMs?: number
  /** How many processes share the traffic while each counts for itself: limits are divided by it, rounded down, at least 1. Default 1. */
  readonly processes?: number
  /** `observe`: nothing is refused; what would have been is told by events and in `shadows`. Default `enforce`. */
  readonly mode?: 'enforce' | 'observe'
  /** Default: the machine's. */
  readonly clock?: Clock
  /** Told of refusals (once a minute per subject and rule), reloads, warnings and a store's absence. Default none. */
  readonly logger?: Logger
  /** A number from 0 to before 1, for decision ids. Default `Math.random`. */
  readonly random?: () => number
}

/** The names of all gate options. */
export const gateOptionNames: readonly (keyof GateOptions)[] = [
  'ambiguousPaths',
  'encodedSlash',
  'trustProxy',
  'duplicateParameters',
  'store',
  'prefix',
  'onStoreError',
  'storeTimeoutMs',
  'plugins',
  'factTimeoutMs',
  'processes',
  'mode',
  'clock',
  'logger',
  'random',
]

/** Throws a `TypeError` for values that cannot be meant. */
export function checkGateOptions(options: GateOptions): void {
  const { onStoreError, storeTimeoutMs, factTimeoutMs, processes, mode } = options
  const { ambiguousPaths, encodedSlash, duplicateParameters } = options
  checkChoice('onStoreError', onStoreError, ['local', 'allow', 'deny'])
  checkChoice('mode', mode, ['enforce', 'observe'])
  checkChoice('ambiguousPaths', ambiguousPaths, ['refuse', 'raw'])
  checkChoice('encodedSlash', encodedSlash, ['keep', 'refuse'])
  checkChoice('duplicateParameters', duplicateParameters, ['any', 'refuse'])
  checkTimeout('storeTimeoutMs', storeTimeoutMs)
  checkTimeout('factTimeoutMs', factTimeoutMs)
  if (processes !== undefined && !(Number.isInteger(processes) && processes >= 1)) {
    throw new TypeError('`processes` must be a whole number of at least 1')
  }
}

function checkTimeout(name: string, value: number | undefined): void {
  if (value === undefined || (value > 0 && value < 2 ** 31)) return
  throw new TypeError(`\`${name}\` must be a number of milliseconds above 0`)
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || (typeof value === 'string' && choices.includes(value))) return
  throw new TypeError(`\`${name}\` must be one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`)
}
