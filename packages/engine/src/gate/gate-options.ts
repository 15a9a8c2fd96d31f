import type { CounterStore } from '../counters/store.ts'
import type { FactReaderOptions } from '../facts/read-facts.ts'
import type { Clock } from './clock.ts'
import type { Logger } from './logger.ts'

/** How a gate behaves, beside what its policy says. */
export interface GateOptions extends Omit<FactReaderOptions, 'onWarning'> {
  /** Where counters live. Default: the memory of this process, closed with the gate; a store given here stays the caller's to close. */
  readonly store?: CounterStore
  /** Put before the policy's name in the keys of a shared store, so that two gates never count in one place. Default none. */
  readonly prefix?: string
  /**
   * What becomes of requests that limits apply to while the store is away: counted in this process (`local`, the default), let in
   * (`allow`), or refused with 503 (`deny`).
   */
  readonly onStoreError?: 'local' | 'allow' | 'deny'
  /** How long a store may take to answer, in milliseconds. Default 250. */
  readonly storeTimeoutMs?: number
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
  'processes',
  'mode',
  'clock',
  'logger',
  'random',
]

/** Throws a `TypeError` for values that cannot be meant. */
export function checkGateOptions(options: GateOptions): void {
  const { onStoreError, storeTimeoutMs, processes, mode, ambiguousPaths, encodedSlash, duplicateParameters } = options
  checkChoice('onStoreError', onStoreError, ['local', 'allow', 'deny'])
  checkChoice('mode', mode, ['enforce', 'observe'])
  checkChoice('ambiguousPaths', ambiguousPaths, ['refuse', 'raw'])
  checkChoice('encodedSlash', encodedSlash, ['keep', 'refuse'])
  checkChoice('duplicateParameters', duplicateParameters, ['any', 'refuse'])
  if (storeTimeoutMs !== undefined && !(storeTimeoutMs > 0 && storeTimeoutMs < 2 ** 31)) {
    throw new TypeError('`storeTimeoutMs` must be a number of milliseconds above 0')
  }
  if (processes !== undefined && !(Number.isInteger(processes) && processes >= 1)) {
    throw new TypeError('`processes` must be a whole number of at least 1')
  }
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || (typeof value === 'string' && choices.includes(value))) return
  throw new TypeError(`\`${name}\` must be one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`)
}
