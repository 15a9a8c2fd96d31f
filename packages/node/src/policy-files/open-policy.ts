import { resolve } from 'node:path'
import {
  checkOptions,
  checkValues,
  createGate,
  createTextLogger,
  type Gate,
  gateOptionNames,
  type GateOptions,
  type ReloadReport,
  shownValue,
  type ValueKind,
} from '@tidegate/engine'
import type { Source } from '@tidegate/model'
import { checkGateOptions, registerPlugins, sendableOutlines } from '@tidegate/engine/tools'
import { parseTrustProxy } from '@tidegate/engine/http'
import { decisionOptions, type DecisionOptions } from '../config/decision-options.ts'
import { checkLogOptions, logGate, logOptionNames, type LogOptions, type OpenLogs } from '../decision-log/open-logs.ts'
import type { Addition, AmendReport } from './additions.ts'
import { createAmendments } from './amendments.ts'
import { checkNode } from './check-node.ts'
import { checkWatch } from './check-watch.ts'
import { createWorkerCompiler } from './compile-in-worker.ts'
import type { Compiled } from './compile-job.ts'
import type { LoadPolicyOptions } from './check-policy-file.ts'
import { type AskedFile, stampNow } from './confined-files.ts'
import { withConfig } from './with-config.ts'
import { fileStates, folderOf } from './file-states.ts'
import { PolicyError } from './policy-error.ts'
import { openStateFolder } from '../state/keep-counters.ts'
import { inSlices } from './in-slices.ts'
import { type EndReason, newestRun } from './newest-run.ts'
import { warnIfOneOfSeveral } from './one-of-several.ts'
import { checkWorkers } from '../workers/check-workers.ts'
import { createWorkersStore, type WorkersStoreOptions } from '../workers/create-workers-store.ts'
import { unlessStopped } from './unless-stopped.ts'
import { type FileWatcher, watchFiles, type WatchOptions } from './watch-files.ts'

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
   * process that is killed loses what was counted since the last time. Each process, and each policy, needs a folder of its own. Places at once are not kept.
   * Not for a gate with a `store`. Default none: counts end with the process.
   */
  readonly state?: string
  /** Statements that are added to the policy from the beginning, as `amend` adds them; those that have errors are left out. Default none. */
  readonly additions?: readonly Source[]
  /**
   * `shared`: the workers of one `node:cluster` primary, the instances of one pm2 application, or the threads of this process, whichever this is, share
   * their counters without a server; see `createWorkersStore`. Not with `store` or `processes`. Absent: each of them counts separately.
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

/** A gate whose policy comes from a file. */
export interface OpenedGate extends Gate {
  /**
   * Reads the policy again and installs it; counters carry over. If the policy cannot be read or has errors, the last valid one stays in
   * force, `reload-failed` is emitted, and the outcome is `refused`. All calls during a reload share one further reload; a reload in a worker that
   * takes longer than a second is ended in favour of it.
   */
  reload(): Promise<ReloadReport>
  /**
   * Replaces the statements that are added to the policy, as if they were at the end of its file, and reloads it. Names of additions MUST differ from each
   * other and from those of the policy's files; decisions refer to them. If a new addition has errors, nothing is changed. Additions
   * survive reloads; one that no longer compiles with the policy is left out until it does.
   */
  amend(additions: readonly Source[]): Promise<AmendReport>
  /** The statements that are added to the policy, and which of them are left out. */
  additions(): readonly Addition[]
  /** Stops watching files and closes the gate. */
  close(): Promise<void>
}

/**
 * Opens a gate that enforces a policy file with the files that it includes, its lists and its robots.txt. With `watch`, the policy is reloaded when
 * one of these files changes.
 *
 * Throws a `TypeError` synchronously for an unknown option (the message suggests the nearest name) and for an invalid value. If the policy cannot
 * be enforced, rejects with a `PolicyError` that contains all errors: there is no gate that could admit requests without the policy.
 */
export function openPolicy(path: string, given: OpenPolicyOptions = {}): Promise<OpenedGate> {
  checkNode(process.versions.node)
  if (typeof path !== 'string')
    throw new TypeError(`openPolicy: expected the path of a policy, found ${shownValue(path)}`)
  checkOptions('openPolicy', given, openPolicyOptionNames)
  const options = withConfig('openPolicy', given)
  checkValues('openPolicy', options, openPolicyKinds)
  checkWatch('openPolicy', options.watch)
  checkGateOptions(options, 'openPolicy')
  checkLogOptions('openPolicy', options)
  checkDeadline(options.reloadDeadlineMs)
  checkWorkers(options)
  if (
    options.state !== undefined &&
    [options.store, options.restored, options.workers].some((other) => other !== undefined)
  )
    throw new TypeError(
      '`state` is for counters in the memory of this process: leave out `store`, `workers` and `restored`',
    )
  if (options.limits !== undefined) decisionOptions.limits.read(options.limits, invalidLimits, '')
  parseTrustProxy(options.trustProxy)
  registerPlugins(options.plugins ?? [])
  return open(resolve(path), options)
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

async function open(path: string, options: OpenPolicyOptions): Promise<OpenedGate> {
  const {
    watch = false,
    compile,
    reloadDeadlineMs = defaultDeadlineMs,
    onLogLine,
    root,
    catalog,
    limits,
    config: _,
    decisionLog,
    auditLog,
    state,
    additions = [],
    workers,
    ...given
  } = options
  const { plugins } = options
  const load: LoadPolicyOptions = {
    ...(root !== undefined && { root }),
    ...(plugins !== undefined && { plugins }),
    ...(catalog !== undefined && { catalog }),
    ...(limits !== undefined && { limits }),
  }
  // WHY: the parser is loaded here, so that an application that gives a plan never loads it.
  const { compileJob } = await import('./compile-job.ts')
  const outlines = sendableOutlines(plugins ?? [])
  const isSendable = outlines !== undefined && catalog === undefined
  const compiler = createWorkerCompiler()
  const amendments = createAmendments(() => reload(), additions)
  const compileAgain = async (signal: AbortSignal, onStart: () => void): Promise<Compiled> => {
    const wanted = amendments.wanted()
    return (compile ?? (isSendable ? 'worker' : 'here')) === 'worker'
      ? compiler.compile(
          { path, options: { ...load, ...(outlines !== undefined && { plugins: outlines }) }, additions: wanted },
          signal,
          onStart,
        )
      : compileJob(path, load, wanted)
  }

  const first = compileJob(path, load, additions)
  if (first.kind === 'failure') throw new PolicyError(first.message, first.diagnostics)
  amendments.loaded(first.faults)
  const shared = workers === undefined ? undefined : createWorkersStore(capacityOf(given))
  try {
    await shared?.ready
  } catch (error) {
    await shared?.close()
    throw error
  }
  const rest: GateOptions = shared === undefined ? given : { ...given, store: shared }
  const logger = rest.logger !== undefined || onLogLine === undefined ? rest.logger : createTextLogger(onLogLine)
  const folder = state === undefined ? undefined : openStateFolder(resolve(state), rest.clock?.wallMs ?? Date.now)
  let made: Gate | undefined
  let logs: OpenLogs
  try {
    const { restored } = folder ?? rest
    made = createGate(first.plan, {
      ...rest,
      ...(logger !== undefined && { logger }),
      ...(restored !== undefined && { restored }),
    })
    logs = logGate(made, { decisionLog, auditLog }, { hasStore: rest.store !== undefined })
  } catch (error) {
    folder?.release()
    await made?.close()
    await shared?.close()
    throw error
  }
  const gate = made
  const endState = folder?.keep(gate, logger)
  if (shared === undefined) warnIfOneOfSeveral(gate, rest)

  let files = first.files
  /** The files of the policy in force. */
  let inForce = fileStates(first.plan, folderOf(path, root), files)
  let watcher: FileWatcher | undefined
  let isClosed = false

  async function reloadNow(signal: AbortSignal, onStart: () => void): Promise<ReloadReport> {
    if (isClosed) return tooLate()
    // From now on, only an edit that is newer than what this reload reads is a reason for another one.
    follow([])
    const compiled = await compileAgain(signal, onStart).catch((error: unknown): Compiled => {
      const message = error instanceof Error ? error.message : String(error)
      return { kind: 'failure', message, diagnostics: [], files: [] }
    })
    if (isClosed) return tooLate()
    if (signal.aborted && compiled.kind === 'failure') return givenUp(signal.reason as EndReason)
    follow(compiled.files)
    if (compiled.kind === 'plan') {
      const { plan } = compiled
      const report = await inSlices(unlessStopped(gate.replaceInParts(plan), () => isClosed, tooLate))
      if (report.outcome !== 'refused') {
        inForce = fileStates(plan, folderOf(path, root), compiled.files)
        amendments.loaded(compiled.faults)
      }
      return report
    }
    const { message, diagnostics } = compiled
    gate.reloadFailed({ message, diagnostics })
    return refused(message)
  }

  /**
   * Watches the files that were read. If there are none, because the policy could not be read, the previous files are still watched, from their
   * current state.
   */
  function follow(read: readonly AskedFile[]): void {
    files = read.length > 0 ? read : files.map((known) => ({ ...known, stamp: stampNow(known) }))
    watcher?.follow(files)
  }

  function givenUp(reason: EndReason): ReloadReport {
    if (reason !== 'late') return refused('a newer reload replaces this one')
    const message = `the reload was given up after ${reloadDeadlineMs} ms: the last valid policy stays in force`
    gate.reloadFailed({ message, diagnostics: [] })
    return refused(message)
  }

  function refused(message: string): ReloadReport {
    const { fingerprint } = gate.plan.model
    return { outcome: 'refused', fingerprint, limitsKept: 0, limitsNew: 0, message }
  }

  function tooLate(): ReloadReport {
    return refused('the gate has been closed')
  }

  const reloads = newestRun(reloadNow, {
    deadlineMs: reloadDeadlineMs,
    slowMs,
    onSlow: () => {
      const message = `the policy has been compiled for ${slowMs} ms and is given up after ${reloadDeadlineMs} ms: the last valid policy stays in force meanwhile`
      gate.reloadSlow({ forMs: slowMs, deadlineMs: reloadDeadlineMs, message })
    },
  })
  const reload = reloads.run
  if (watch !== false) {
    watcher = await watchFiles(
      files,
      () => void reload(),
      (error) => gate.warn({ code: 'watch-failed', message: `the policy's files cannot be watched: ${error.message}` }),
      watch === true ? {} : watch,
    )
  }
  // WHY: copied with its property descriptors, because `plan` is a getter that reflects reloads.
  const opened = Object.create(Object.prototype, Object.getOwnPropertyDescriptors(gate)) as Gate
  return Object.assign(opened, {
    reload,
    amend: amendments.amend,
    additions: amendments.list,
    counts: () => ({ ...gate.counts(), files: inForce }),
    close: async (): Promise<void> => {
      isClosed = true
      reloads.end()
      compiler.close()
      await watcher?.close()
      await endState?.()
      await gate.close()
      await shared?.close()
      await logs.close()
    },
  })
}

function capacityOf({ capacity }: GateOptions): WorkersStoreOptions {
  return capacity === undefined ? {} : { capacity }
}

const defaultDeadlineMs = 30_000
const slowMs = 2_000

function checkDeadline(ms: number | undefined): void {
  if (ms === undefined || (Number.isInteger(ms) && ms >= 1_000 && ms <= 600_000)) return
  throw new TypeError(`\`reloadDeadlineMs\` must be a whole number from 1,000 to 600,000, not ${String(ms)}`)
}
