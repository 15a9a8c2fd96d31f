import type { Socket } from 'node:net'
import type { Consumed, CounterLayout, CounterStats } from '@tidegate/engine'
import { connectToOwner } from './connect-to-owner.ts'
import { HeldCharges } from './held-charges.ts'
import { createLineSender, receiveLines } from './message-lines.ts'
import { StateFolderError } from '../state/state-folder-error.ts'
import { openOwnerSockets } from './owner-sockets.ts'
import type { NoteListener } from './owned-states.ts'
import type { CounterCall, LayoutMessage, OwnerMessage, StateMessage, WorkerMessage } from './worker-message.ts'

interface PendingCall {
  readonly call: CounterCall
  readonly layout: CounterLayout
  readonly askedMs: number
  readonly resolve: (value: Consumed | boolean | undefined) => void
  readonly reject: (error: Error) => void
}

/** The calls of a worker, without their numbers. */
type Call = CounterCall extends infer One ? (One extends CounterCall ? Omit<One, 'id'> : never) : never

/** What a worker asks of the owner in addition to calls. */
export interface LinkOptions extends Pick<LayoutMessage, 'capacity' | 'isCallersClock'> {
  /** The state folder of the counters. */
  readonly state?: LinkState
}

/** A state folder that the owner keeps. */
export interface LinkState extends Pick<StateMessage, 'folder' | 'tag'> {
  readonly onNote: NoteListener
}

/** Milliseconds within which the first owner has to start. */
const startDeadlineMs = 15_000
/** Milliseconds for which `close` waits for the owner to receive what was sent. */
const flushMs = 1_000
/** Milliseconds for which `close` waits for the owner to write the counters of the last worker to their state folder. */
const writtenMs = 5_000
/** Milliseconds after which no request waits for a decision. */
const staleMs = 60_000
/** Milliseconds before a worker connects again to an owner that ended the connection without having said anything, as one of another version may. */
const pauseMs = 500

/**
 * A worker's connection to the owner of the counters. If the owner ends, a new one is started, which continues with the last snapshot: the worker sends it the places at
 * once that its requests hold, and the calls that have no answer.
 */
export class OwnerLink {
  /** How many workers use the same counters, at least 1. */
  workers = 1
  stats: CounterStats = { subjects: 0, capacity: 0, bytes: 0, evictions: 0, overflows: 0 }
  readonly #group: string
  readonly #root: string | undefined
  readonly #options: LinkOptions
  readonly #pending = new Map<number, PendingCall>()
  readonly #held = new HeldCharges()
  #layout: CounterLayout | undefined
  #socket: Socket | undefined
  #send: ((message: WorkerMessage) => void) | undefined
  #isConnecting = false
  #isClosed = false
  #hasOpened = false
  #calls = 0
  #droppedMs = -Infinity
  /** Resolves when the owner has been found or started for the first time; rejects if it cannot be. */
  readonly ready: Promise<void>
  #isReady!: () => void
  #isHopeless!: (error: Error) => void

  constructor(group: string, root: string | undefined, options: LinkOptions) {
    this.#group = group
    this.#root = root
    this.#options = options
    this.ready = new Promise((resolve, reject) => {
      this.#isReady = resolve
      this.#isHopeless = reject
    })
    const message = `the process with the counters of the workers did not start within ${startDeadlineMs / 1000} s: check that this process may start others, and that the temporary folder can be written to`
    const timer = setTimeout(() => this.#isHopeless(new Error(message)), startDeadlineMs).unref()
    this.ready.catch(() => undefined).finally(() => clearTimeout(timer))
    this.#connect()
  }

  relay(layout: CounterLayout): void {
    this.#layout = layout
    this.#held.relay(layout)
    if (this.#send === undefined) this.#connect()
    else this.#send(this.#layoutMessage(layout))
  }

  /** Resolves to the owner's answer. Rejects if the call is not valid, and when the store is closed. */
  ask(call: Call): Promise<Consumed | boolean | undefined> {
    return new Promise((resolve, reject) => {
      const layout = this.#layout
      if (layout === undefined || this.#isClosed) {
        reject(new Error(this.#isClosed ? 'the store has been closed' : 'the store has no layout yet'))
        return
      }
      const numbered: CounterCall = { ...call, id: this.#calls++ }
      this.#pending.set(numbered.id, { call: numbered, layout, askedMs: performance.now(), resolve, reject })
      this.#send?.(numbered)
      this.#socket?.ref()
      if (this.#send !== undefined) return
      this.#dropStale()
      this.#connect()
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#isHopeless(new Error('the store has been closed'))
    const socket = this.#socket
    if (socket !== undefined && !socket.destroyed) {
      const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()))
      const timer = setTimeout(() => socket.destroy(), this.#options.state === undefined ? flushMs : writtenMs)
      // WHY: what was said in this turn, such as the reply that a limit counts, is sent at its end.
      setImmediate(() => socket.end())
      await ended
      clearTimeout(timer)
    }
    this.#rejectAll(new Error('the store has been closed'))
  }

  #connect(): void {
    if (this.#isConnecting || this.#isClosed) return
    this.#isConnecting = true
    this.#findOwner().then(
      (socket) => {
        this.#isConnecting = false
        if (socket === undefined) return
        if (this.#isClosed) socket.destroy()
        else this.#use(socket)
      },
      (error: unknown) => {
        this.#isConnecting = false
        this.#isHopeless(error as Error)
        this.#rejectAll(error as Error)
      },
    )
  }

  async #findOwner(): Promise<Socket | undefined> {
    return connectToOwner(this.#group, openOwnerSockets(this.#group, this.#root), () => this.#isClosed)
  }

  #use(socket: Socket): void {
    const send = createLineSender<WorkerMessage>(socket)
    let isHeard = false
    this.#socket = socket
    receiveLines<OwnerMessage>(socket, (message) => {
      isHeard = true
      if (message.kind === 'opened') this.#begin(socket, send)
      else if (message.kind === 'refused') this.#isHopeless(new StateFolderError(message.message, message.help))
      else this.#receive(message)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#socket = undefined
      this.#send = undefined
      if (isHeard) this.#connect()
      else setTimeout(() => this.#connect(), pauseMs).unref()
    })
    const { state, capacity } = this.#options
    if (state === undefined) this.#begin(socket, send)
    else {
      const { folder, tag } = state
      const isAgain = this.#hasOpened
      send({ kind: 'state', folder, tag, isAgain, ...(capacity !== undefined && { capacity }) })
    }
  }

  /** Begins to ask an owner that has the counters. */
  #begin(socket: Socket, send: (message: WorkerMessage) => void): void {
    if (this.#isClosed) {
      socket.end()
      return
    }
    this.#hasOpened = true
    this.#send = send
    this.#isReady()
    const layout = this.#layout
    if (layout === undefined) {
      this.#restUnlessPending()
      return
    }
    this.#droppedMs = -Infinity
    this.#dropStale()
    send(this.#layoutMessage(layout))
    for (const charges of this.#held.toTakeAgain()) send({ kind: 'consume', id: -1, nowMs: 0, charges })
    for (const [id, { call, layout: of, reject }] of this.#pending) {
      if (of === layout) {
        send(call)
      } else {
        this.#pending.delete(id)
        reject(new Error('the owner of the counters ended during a reload'))
      }
    }
    this.#restUnlessPending()
  }

  /**
   * Rejects decisions for which no request waits any more, at most once a second. MUST be called without an owner that may still answer them. WHY: without an owner for hours, they
   * would become many, and would all be counted at its return.
   */
  #dropStale(): void {
    const nowMs = performance.now()
    if (nowMs - this.#droppedMs < 1_000) return
    this.#droppedMs = nowMs
    for (const [id, { call, askedMs, reject }] of this.#pending) {
      if (nowMs - askedMs < staleMs || (call.kind !== 'consume' && call.kind !== 'peek')) continue
      this.#pending.delete(id)
      reject(new Error(`the process with the counters did not answer within ${staleMs / 1000} s`))
    }
  }

  #receive(message: Exclude<OwnerMessage, { readonly kind: 'opened' | 'refused' }>): void {
    if (message.kind === 'note') {
      this.#options.state?.onNote(message.note, message.subjects)
      return
    }
    if (message.kind === 'stats') {
      this.stats = message.stats
      return
    }
    if (message.kind === 'workers') {
      this.workers = Math.max(1, message.workers)
      return
    }
    const pending = this.#pending.get(message.id)
    if (pending === undefined) return
    this.#pending.delete(message.id)
    this.#restUnlessPending()
    if (message.kind === 'failure') {
      pending.reject(new Error(message.reason))
      return
    }
    this.#held.note(pending.call, message.value, pending.layout)
    pending.resolve(message.value)
  }

  #layoutMessage(layout: CounterLayout): LayoutMessage {
    const { state: _, ...options } = this.#options
    return { kind: 'layout', layout, ...options }
  }

  /** WHY: an idle connection does not keep a process alive that has nothing else to do. */
  #restUnlessPending(): void {
    if (this.#pending.size === 0) this.#socket?.unref()
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error)
    this.#pending.clear()
  }
}
