import { checkValues, type ValueKind } from '../check-options.ts'
import { maxCapacity, type RestoredCounters } from '../counters/memory-store.ts'
import { logLevels } from '@tidegate/model'
import { didYouMean } from '@tidegate/values'
import type { CounterStore } from '../counters/store.ts'
import type { FactReaderOptions } from '../facts/read-facts.ts'
import type { Plugin } from '../plugins/plugin.ts'
import type { Clock } from './clock.ts'
import type { Logger } from '../logging/logger.ts'

/** Options of a gate, in addition to its policy. */
export interface GateOptions extends Omit<FactReaderOptions, 'onWarning' | 'recordedTimes'> {
  /**
   * The store for counters. Default: the memory of this process, closed with the gate. The caller has to close a store that it passes
   * here. A name refers to the store of a plugin, which the gate opens and closes.
   */
  readonly store?: CounterStore | string
  /**
   * Prefix of keys in a shared store. It is put before the policy's name, so that gates with different prefixes never share a counter. Default
   * none.
   */
  readonly prefix?: string
  /**
   * The treatment of requests that limits apply to while the store is unavailable: they are counted in this process (`local`, the
   * default), admitted (`allow`), or refused with 503 (`deny`).
   */
  readonly onStoreError?: 'local' | 'allow' | 'deny'
  /** How long a store may take to answer, in milliseconds: no decision waits longer, whatever the store's client does. Default 250. */
  readonly storeTimeoutMs?: number
  /**
   * With `onStoreError: 'local'`, the part of every limit that this process admits while the store is unavailable, above 0 and at most 1: `1 / 4` for
   * four processes, which then admit no more than the limit together. Rounded down, at least 1 request. Default: what the store says, if it knows how many
   * processes use it (`CounterStore.localShare`), and otherwise 1: each process admits the whole limit.
   */
  readonly localShare?: number
  /**
   * For how long, in milliseconds, the refusal of a client over its limit is repeated without asking the store: until the limit has places again, and at most
   * for this time, after which one request asks again; 0 always asks. A client that another process has unblocked or reset is refused that much longer.
   * Default 1,000.
   */
  readonly nearCacheMs?: number
  /** Plugins that policies may `use`. The caller has to close them. Default none. */
  readonly plugins?: readonly Plugin[]
  /** How long a request may wait, in milliseconds, for all facts together that plugins look up. Default 500. */
  readonly factTimeoutMs?: number
  /** Number of processes that share the traffic and count separately: limits are divided by it, rounded down, at least 1. Default 1. */
  readonly processes?: number
  /**
   * Number of clients for which the memory of this process keeps counters, for each key in the policy (such as `ip`); a whole number from 1 to 100
   * million. Should exceed the number of clients that use up a limit within its period. Default 100,000, which take up to 14 MB with one limit of at
   * most 16, or several of at most 255. Applies to the memory store only, also while it replaces an unavailable store.
   */
  readonly capacity?: number
  /**
   * The counters of an earlier process, with which the memory of this one begins: what `readCounterSnapshot` read of the parts of `counters.snapshot`, and the
   * milliseconds since that snapshot was begun. Counts carry over by limit identity, as on a reload. Not for a gate with a `store`, which keeps its counters
   * itself. Default none.
   */
  readonly restored?: Omit<RestoredCounters, 'nowMs'>
  /** `observe`: nothing is refused; events and `shadows` report which requests would have been refused. Default `enforce`. */
  readonly mode?: 'enforce' | 'observe'
  /** Default: the clocks of the machine. */
  readonly clock?: Clock
  /**
   * Receives refusals (once a minute per subject and rule), reloads, warnings and failures: at most 100 lines of a level at once, and after that one a second, with
   * the number of lines that were held back. Default: warnings and errors go to standard error (`console.error`). `false` or `null`: no log.
   */
  readonly logger?: Logger | false | null
  /**
   * How many refusals `Gate.refusal` can find by their ids, the newest ones; from 0 to 1,000,000. Each takes about 260 bytes once it has happened. Default
   * 10,000.
   */
  readonly keptRefusals?: number
  /** Returns a number from 0 (inclusive) to 1 (exclusive), for decision ids. Default `Math.random`. */
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
  'localShare',
  'nearCacheMs',
  'plugins',
  'factTimeoutMs',
  'processes',
  'capacity',
  'restored',
  'mode',
  'clock',
  'logger',
  'keptRefusals',
  'random',
]

const kinds: { readonly [Name in keyof GateOptions]?: readonly ValueKind[] } = {
  store: ['text', 'object'],
  prefix: ['text'],
  storeTimeoutMs: ['number'],
  localShare: ['number'],
  nearCacheMs: ['number'],
  plugins: ['list'],
  factTimeoutMs: ['number'],
  restored: ['object'],
  clock: ['object'],
  random: ['function'],
}

/** Throws a `TypeError` for invalid values. `where` is the function that takes the options. */
export function checkGateOptions(options: GateOptions, where = 'createGate'): void {
  checkValues(where, options, kinds)
  const { onStoreError, storeTimeoutMs, factTimeoutMs, processes, capacity, mode, logger, keptRefusals } = options
  const { ambiguousPaths, encodedSlash, duplicateParameters, localShare, nearCacheMs } = options
  checkChoice('onStoreError', onStoreError, ['local', 'allow', 'deny'])
  checkChoice('mode', mode, ['enforce', 'observe'])
  checkChoice('ambiguousPaths', ambiguousPaths, ['refuse', 'raw'])
  checkChoice('encodedSlash', encodedSlash, ['both', 'keep', 'refuse'])
  checkChoice('duplicateParameters', duplicateParameters, ['any', 'refuse'])
  checkTimeout('storeTimeoutMs', storeTimeoutMs)
  checkTimeout('factTimeoutMs', factTimeoutMs)
  if (localShare !== undefined && !(localShare > 0 && localShare <= 1)) {
    throw new TypeError('`localShare` must be a number above 0 and at most 1, such as 0.25 for one of four processes')
  }
  if (nearCacheMs !== undefined && !(nearCacheMs >= 0 && nearCacheMs <= maxNearCacheMs)) {
    throw new TypeError('`nearCacheMs` must be a number of milliseconds from 0 to 60,000')
  }
  if (processes !== undefined && !(Number.isInteger(processes) && processes >= 1)) {
    throw new TypeError('`processes` must be a whole number of at least 1')
  }
  if (capacity !== undefined && !(Number.isInteger(capacity) && capacity >= 1 && capacity <= maxCapacity)) {
    throw new TypeError('`capacity` must be a whole number from 1 to 100,000,000')
  }
  if (options.restored !== undefined && options.store !== undefined) {
    throw new TypeError('`restored` is for counters in the memory of this process, not for a `store`')
  }
  if (keptRefusals !== undefined && !(Number.isInteger(keptRefusals) && keptRefusals >= 0 && keptRefusals <= 1e6)) {
    throw new TypeError('`keptRefusals` must be a whole number from 0 to 1,000,000')
  }
  checkLogger(logger)
}

/** WHY: an operator who unblocks a client must not wait longer. */
const maxNearCacheMs = 60_000

function checkLogger(logger: unknown): void {
  if (logger === undefined || logger === null || logger === false) return
  const methods = typeof logger === 'object' ? (logger as Readonly<Record<string, unknown>>) : {}
  const missing = logLevels.filter((level) => typeof methods[level] !== 'function')
  if (missing.length === 0) return
  throw new TypeError('`logger` must have the functions `debug`, `info`, `warn` and `error`, or be `false` for no log')
}

function checkTimeout(name: string, value: number | undefined): void {
  if (value === undefined || (value > 0 && value < 2 ** 31)) return
  throw new TypeError(`\`${name}\` must be a number of milliseconds above 0`)
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || (typeof value === 'string' && choices.includes(value))) return
  const similar = typeof value === 'string' ? didYouMean(value, choices) : undefined
  const help = similar === undefined ? '' : `; did you mean \`${similar}\`?`
  throw new TypeError(`\`${name}\` must be one of ${choices.map((choice) => `\`${choice}\``).join(', ')}${help}`)
}
