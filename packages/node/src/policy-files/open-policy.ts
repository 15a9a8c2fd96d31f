import { resolve } from 'node:path'
import {
  createGate,
  createTextLogger,
  type Gate,
  type GateOptions,
  type ReloadReport,
  shownValue,
} from '@tidegate/engine'
import type { Source } from '@tidegate/model'
import { sendableOutlines } from '@tidegate/engine/tools'
import { logGate, type OpenLogs } from '../decision-log/open-logs.ts'
import type { Addition, AmendReport } from './additions.ts'
import { createAmendments } from './amendments.ts'
import { checkNode } from './check-node.ts'
import { createWorkerCompiler } from './compile-in-worker.ts'
import type { Compiled } from './compile-job.ts'
import type { LoadPolicyOptions } from './check-policy-file.ts'
import { type AskedFile, stampNow } from './confined-files.ts'
import { fileStates, folderOf } from './file-states.ts'
import { PolicyError } from './policy-error.ts'
import { openStateFolder } from '../state/keep-counters.ts'
import { inSlices } from './in-slices.ts'
import { type EndReason, newestRun } from './newest-run.ts'
import { warnIfOneOfSeveral } from './one-of-several.ts'
import { type OpenPolicyOptions, readOpenPolicyOptions } from './open-policy-options.ts'
import { reportNote } from '../state/state-note.ts'
import type { NoteListener } from '../workers/owned-states.ts'
import { createStateStore, createWorkersStore, type WorkersStoreOptions } from '../workers/create-workers-store.ts'
import { unlessStopped } from './unless-stopped.ts'
import { type FileWatcher, watchFiles } from './watch-files.ts'

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
  return open(resolve(path), readOpenPolicyOptions(given))
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
  const notes = createNotes()
  const shared =
    workers === undefined
      ? undefined
      : state === undefined
        ? createWorkersStore(capacityOf(given))
        : createStateStore(
            resolve(state),
            `${given.prefix ?? ''}${first.plan.layout.tag}`,
            notes.add,
            capacityOf(given),
          )
  try {
    await shared?.ready
  } catch (error) {
    await shared?.close()
    throw error
  }
  const rest: GateOptions = shared === undefined ? given : { ...given, store: shared }
  const logger = rest.logger !== undefined || onLogLine === undefined ? rest.logger : createTextLogger(onLogLine)
  const folder =
    state === undefined || shared !== undefined
      ? undefined
      : openStateFolder(resolve(state), rest.clock?.wallMs ?? Date.now)
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
  for (const note of folder?.notes ?? []) notes.add(note, gate.stats().counters.subjects)
  notes.follow((note, subjects) => reportNote(gate, logger, note, subjects))
  const endState = folder?.keep({
    snapshot: () => gate.counters.snapshot() ?? [],
    changes: () => gate.stats().decisions,
    warn: (warning) => gate.warn(warning),
  })
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

interface Notes {
  readonly add: NoteListener
  /** Passes on what was and will be added. */
  readonly follow: (listener: NoteListener) => void
}

/** Notes about a state folder, which may arrive before there is a gate to report them. */
function createNotes(): Notes {
  const early: Parameters<NoteListener>[] = []
  let listener: NoteListener = (...note) => void early.push(note)
  return {
    add: (...note) => listener(...note),
    follow: (next) => {
      listener = next
      for (const note of early.splice(0)) next(...note)
    },
  }
}

function capacityOf({ capacity }: GateOptions): WorkersStoreOptions {
  return capacity === undefined ? {} : { capacity }
}

const defaultDeadlineMs = 30_000
const slowMs = 2_000
