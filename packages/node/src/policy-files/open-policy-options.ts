import { checkOptions, checkValues, gateOptionNames, type GateOptions, type ValueKind } from '@tidegate/engine'
import type { Source } from '@tidegate/model'
import { checkGateOptions, registerPlugins } from '@tidegate/engine/tools'
import { parseTrustProxy } from '@tidegate/engine/http'
import { decisionOptions, type DecisionOptions } from '../config/decision-options.ts'
import { checkLogOptions, logOptionNames, type LogOptions } from '../decision-log/open-logs.ts'
import { checkWatch } from './check-watch.ts'
import type { LoadPolicyOptions } from './check-policy-file.ts'
import { checkWorkers } from '../workers/check-workers.ts'
import type { WatchOptions } from './watch-files.ts'
import { withConfig } from './with-config.ts'

/** Options for opening and enforcing a policy file. */
export interface OpenPolicyOptions extends GateOptions, LogOptions, Omit<LoadPolicyOptions, 'plugins'> {
  /** Whether the gate reloads the policy when the policy or a file that it refers to changes. Default false. */
  readonly watch?: boolean | WatchOptions
  /**
   * Where a reload compiles: in a `worker`, so that no request waits, or `here`, in this thread. Default `worker`, except that it is `here` if
   * there is a `catalog`, or if plugins have lists or importers, because these cannot be sent to a worker. The first compilation is always in this
   * thread.
   */
  readonly compile?: 'worker' | 'here'
  /**
   * Milliseconds after which a reload in a worker is given up: the last valid policy stays in force, and `reload-failed` is emitted. After 2 seconds,
   * `reload-slow` is emitted. From 1,000 to 600,000; default 30,000.
   */
  readonly reloadDeadlineMs?: number
  /** Receives the log as lines of text if there is no `logger`, instead of standard error. */
  readonly onLogLine?: (line: string) => void
  /**
   * Path of a `tidegate.yaml`. Its options that change decisions apply, unless they are given here, so that commands and server decide the
   * same. It is read once; the keys for commands only, such as `plugins` and `facts`, are ignored.
   */
  readonly config?: string
  /**
   * A folder, created if it does not exist, in which the counters outlive the process: they are written about once a second, and when the gate is closed or
   * the process ends by itself or by a signal. The next process goes on with the counts, blocks and operators' blocks of all limits that it still has. A
   * process that is killed loses what was counted since the last time. Each policy needs a folder of its own, and each process, except with `workers`: then all workers that
   * share counters give the same folder, and the process with the counters writes it. Places at once are not kept. Not for a gate with a `store`. Default none: counts end
   * with the process.
   */
  readonly state?: string
  /** Statements that are added to the policy from the beginning, as `amend` adds them; those that have errors are left out. Default none. */
  readonly additions?: readonly Source[]
  /**
   * `shared`: the workers of one `node:cluster` primary, the instances of one pm2 application, or the threads of this process, whichever this is, share
   * their counters without a server; see `createWorkersStore`. With `state`, all processes with the same folder share them. Not with `store` or `processes`. Absent: each of them
   * counts separately.
   */
  readonly workers?: 'shared'
}

/**
 * Options that only code can give: objects and functions, and what does not change a decision that commands can show. Every other option MUST
 * be in the table `decisionOptions`.
 */
type CodeOption =
  | keyof LogOptions
  | 'additions'
  | 'capacity'
  | 'catalog'
  | 'clock'
  | 'compile'
  | 'config'
  | 'factTimeoutMs'
  | 'keptRefusals'
  | 'localShare'
  | 'logger'
  | 'nearCacheMs'
  | 'onLogLine'
  | 'onStoreError'
  | 'plugins'
  | 'prefix'
  | 'random'
  | 'reloadDeadlineMs'
  | 'restored'
  | 'state'
  | 'store'
  | 'storeTimeoutMs'
  | 'watch'
  | 'workers'

/** WHY: no text is an option name for the compiler as long as an option is neither in the table nor in the list above. */
type OptionName = [Exclude<keyof OpenPolicyOptions, CodeOption | keyof DecisionOptions>] extends [never]
  ? keyof OpenPolicyOptions
  : never

/** Names of all options of `openPolicy`. */
export const openPolicyOptionNames: readonly OptionName[] = [
  ...gateOptionNames,
  'root',
  'catalog',
  'limits',
  'watch',
  'compile',
  'reloadDeadlineMs',
  'onLogLine',
  'config',
  'state',
  'additions',
  'workers',
  ...logOptionNames,
]

/**
 * The options with those of their `config`. Throws a `TypeError` for an unknown option (the message suggests the nearest name) and for an invalid value.
 */
export function readOpenPolicyOptions(given: OpenPolicyOptions): OpenPolicyOptions {
  checkOptions('openPolicy', given, openPolicyOptionNames)
  const options = withConfig('openPolicy', given)
  checkValues('openPolicy', options, openPolicyKinds)
  checkWatch('openPolicy', options.watch)
  checkGateOptions(options, 'openPolicy')
  checkLogOptions('openPolicy', options)
  checkDeadline(options.reloadDeadlineMs)
  checkWorkers(options)
  if (options.state !== undefined && [options.store, options.restored].some((other) => other !== undefined))
    throw new TypeError('`state` is for counters in memory: leave out `store` and `restored`')
  if (options.limits !== undefined) decisionOptions.limits.read(options.limits, invalidLimits, '')
  parseTrustProxy(options.trustProxy)
  registerPlugins(options.plugins ?? [])
  return options
}

const openPolicyKinds: { readonly [Name in keyof OpenPolicyOptions]?: readonly ValueKind[] } = {
  root: ['text'],
  catalog: ['object'],
  limits: ['object'],
  watch: ['boolean', 'object'],
  compile: [['worker', 'here']],
  reloadDeadlineMs: ['number'],
  onLogLine: ['function'],
  config: ['text'],
  state: ['text'],
  additions: ['list'],
  workers: [['shared']],
}

function invalidLimits(expected: string): never {
  throw new TypeError(`\`limits\`: expected ${expected}`)
}

function checkDeadline(ms: number | undefined): void {
  if (ms === undefined || (Number.isInteger(ms) && ms >= 1_000 && ms <= 600_000)) return
  throw new TypeError(`\`reloadDeadlineMs\` must be a whole number from 1,000 to 600,000, not ${String(ms)}`)
}
