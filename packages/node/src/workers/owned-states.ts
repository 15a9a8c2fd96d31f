import { performance } from 'node:perf_hooks'
import { openStateFolder, type StateFolder } from '../state/keep-counters.ts'
import { StateFolderError } from '../state/state-folder-error.ts'
import type { StateNote, StateWarning } from '../state/state-note.ts'
import { SharedCounters } from './shared-counters.ts'
import type { StateMessage } from './worker-message.ts'

/** Reports a note to a worker, with how many subjects the counters know. */
export type NoteListener = (note: StateNote, subjects: number) => void

/** The counters of a state folder, as one worker uses them. */
export interface StateCounters {
  readonly counters: SharedCounters
  readonly tag: string
  /** Says that the worker has ended. Resolves when, after the last one, the counters are written and the folder is free. */
  readonly leave: () => Promise<void>
}

interface Kept {
  readonly counters: SharedCounters
  readonly tag: string
  readonly listeners: Set<NoteListener>
  readonly end: () => Promise<void>
}

/**
 * The state folders that an owner keeps for its workers. Each has one table of counters, which is written to it as that of a single process is, and a last time when no worker uses
 * it any more: then another process may have the folder.
 */
export class OwnedStates {
  readonly #kept = new Map<string, Kept>()
  readonly #ending = new Map<string, Promise<void>>()

  /**
   * Opens the counters of a state folder, or joins the workers that use them. Rejects with a `StateFolderError` if the folder cannot be used; a worker that has used it before then
   * continues with counters in memory. WHY: its site is running.
   */
  async open(message: StateMessage, listener: NoteListener): Promise<StateCounters> {
    const { folder } = message
    while (this.#ending.has(folder)) await this.#ending.get(folder)
    const known = this.#kept.get(folder)
    if (known === undefined) this.#kept.set(folder, begin(message, listener))
    const kept = this.#kept.get(folder)!
    kept.listeners.add(listener)
    return { counters: kept.counters, tag: kept.tag, leave: async () => this.#leave(folder, kept, listener) }
  }

  async #leave(folder: string, kept: Kept, listener: NoteListener): Promise<void> {
    kept.listeners.delete(listener)
    if (kept.listeners.size > 0 || this.#kept.get(folder) !== kept) return
    this.#kept.delete(folder)
    const ended = kept.end().finally(() => this.#ending.delete(folder))
    this.#ending.set(folder, ended)
    await ended
  }
}

function begin(message: StateMessage, first: NoteListener): Kept {
  const { folder, tag, capacity, isAgain } = message
  const listeners = new Set<NoteListener>()
  let opened: StateFolder | undefined
  const notes: StateNote[] = []
  try {
    opened = openStateFolder(folder, Date.now)
    notes.push(...opened.notes)
  } catch (error) {
    if (!(error instanceof StateFolderError) || !isAgain) throw error
    notes.push({
      kind: 'warning',
      code: 'state-failed',
      message: `the workers count on in memory, and their counters will be lost when they end: ${error.message}`,
    })
  }
  let counters: SharedCounters
  try {
    counters = new SharedCounters({
      ...(capacity !== undefined && { capacity }),
      ...(opened?.restored !== undefined && { restored: { ...opened.restored, nowMs: performance.now() } }),
    })
  } catch (error) {
    opened?.release()
    throw error
  }
  const { store } = counters
  const end = opened?.keep({
    snapshot: () => store.snapshot(performance.now()),
    changes: () => counters.changes,
    // WHY one of them: all would write the same line to one log.
    warn: (warning: StateWarning) => [...listeners][0]?.({ kind: 'warning', ...warning }, store.stats().subjects),
  })
  for (const note of notes) first(note, store.stats().subjects)
  return { counters, tag, listeners, end: end ?? (async () => undefined) }
}
