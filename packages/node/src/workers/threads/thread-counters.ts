import type { Charge, Consumed, CounterLayout, CounterRef, CounterStats } from '@tidegate/engine'
import {
  createOperatorBlocks,
  createTableStore,
  SharedPlacesMemory,
  storeTimeIn,
  sumStats,
  type TimeState,
  type UndoJournal,
} from '@tidegate/engine/tools'
import { MemoryLock } from './memory-lock.ts'
import { StateTexts } from './shared-state.ts'
import { clockAheadMs, sharedTime } from './thread-clock.ts'
import { journalIn, type MemoryParts, partsOf, words } from './thread-memory.ts'
import { maxSlots, ThreadSlots } from './thread-slots.ts'
import { type OpenTables, ThreadTables, withTag } from './thread-tables.ts'

/** Milliseconds for which a decision waits for another thread at most. */
const waitMs = 250
/** The same for a layout, which waits for another one. */
const layoutWaitMs = 5_000
/** Milliseconds between two looks for threads that have ended. */
const lookEveryMs = 1_000

/**
 * The counters in a memory that threads share, as one thread sees them. Rows, places and time are in the memory; tables, limits and blocks of operators are objects, which are
 * made again if the state in the memory has another number.
 *
 * INVARIANT: everything is read and changed with the lock. Rows and places are saved to the journal before they change, and it is empty when a call is finished: a call that was
 * not finished is undone before the next one.
 */
export class ThreadCounters {
  readonly #head: Int32Array
  readonly #parts: MemoryParts
  readonly #journal: UndoJournal
  readonly #places: SharedPlacesMemory
  readonly #texts: StateTexts
  readonly #slots: ThreadSlots
  readonly #slot: number
  readonly #lock: MemoryLock
  readonly #tables: ThreadTables
  readonly #counting: ReturnType<typeof createTableStore>
  readonly #time: TimeState
  readonly #clock: ReturnType<typeof storeTimeIn>
  readonly #isCallersClock: boolean
  readonly #aheadMs = clockAheadMs()
  readonly #timer: NodeJS.Timeout
  #open: OpenTables | undefined
  #version = 0
  #isClosed = false
  /** How charges of this store's layout are charges of the joined one; undefined if they are the same. */
  #translate: (<Ref extends CounterRef>(charges: readonly Ref[]) => readonly Ref[]) | undefined

  constructor(memory: SharedArrayBuffer, isCallersClock: boolean) {
    const parts = partsOf(memory)
    this.#parts = parts
    this.#head = new Int32Array(memory)
    this.#slots = new ThreadSlots(new BigInt64Array(memory, parts.slotsAt, maxSlots), this.#head, words.ticket)
    const ticket = this.#slots.take()
    this.#slot = ticket % maxSlots
    this.#journal = journalIn(memory, parts)
    const { capacity, secret } = parts
    this.#places = new SharedPlacesMemory(memory, parts.placesAt, {
      capacity,
      secret,
      journal: this.#journal,
      holder: this.#slot,
    })
    this.#texts = new StateTexts(memory, parts)
    this.#tables = new ThreadTables(memory, parts, this.#journal, this.#places)
    this.#time = sharedTime(new Float64Array(memory, parts.timeAt, 2))
    this.#clock = storeTimeIn(this.#time)
    this.#counting = createTableStore(secret, this.#clock, createOperatorBlocks())
    this.#isCallersClock = isCallersClock
    this.#lock = new MemoryLock(this.#head, words.lock, ticket, {
      isDead: (other) => this.#slots.isDead(other % maxSlots),
      recover: () => this.#recover(),
    })
    this.#timer = setInterval(() => this.#releaseOfDead(), lookEveryMs).unref()
  }

  /** How many stores use the memory. */
  get stores(): number {
    return Math.max(1, this.#slots.used().length)
  }

  layout(layout: CounterLayout): void {
    const own = withTag(layout)
    const text = JSON.stringify(own)
    this.#enter(layoutWaitMs)
    try {
      const others = (this.#open?.state.layouts ?? []).map((one) => ({
        ...one,
        slots: one.slots.filter((slot) => slot !== this.#slot && this.#slots.isUsed(slot) && !this.#slots.isDead(slot)),
      }))
      const [same] = others.filter((one) => JSON.stringify(one.layout) === text)
      const layouts = others.filter((one) => one !== same && one.slots.length > 0)
      layouts.push({ layout: own, slots: [...(same?.slots ?? []), this.#slot] })
      const state = this.#tables.relay(this.#open, layouts, this.#clock.read(this.#time.lastMs, true))
      if (!this.#texts.write(state))
        throw new RangeError('the limits of the policy are too many for the memory of the threads')
      this.#refresh()
      this.#tables.forgetPlaces(this.#open!)
    } catch (error) {
      this.#undo()
      throw error
    } finally {
      this.#lock.release()
    }
  }

  consume(charges: readonly Charge[], nowMs: number): Consumed {
    return this.#call(this.#counting.calls.consume, charges, nowMs)
  }

  peek(charges: readonly Charge[], nowMs: number): Consumed {
    return this.#call(this.#counting.calls.peek, charges, nowMs)
  }

  settle(charges: readonly Charge[], nowMs: number): void {
    this.#call(this.#counting.calls.settle, charges, nowMs)
  }

  release(charges: readonly Charge[]): void {
    this.#call(this.#counting.calls.release, charges, NaN)
  }

  reset(refs: readonly CounterRef[], nowMs: number): void {
    this.#call(this.#changingBlocks(this.#counting.calls.reset), refs, nowMs)
  }

  block(refs: readonly CounterRef[], forMs: number, nowMs: number): boolean {
    const { block } = this.#counting.calls
    return this.#call(
      this.#changingBlocks((moved, atMs) => block(moved, forMs, atMs)),
      refs,
      nowMs,
    )
  }

  stats(): CounterStats {
    this.#enter(waitMs)
    try {
      return sumStats(this.#open?.shared.tables ?? [], this.#parts.capacity)
    } finally {
      this.#lock.release()
    }
  }

  /** Gives back the places of this store. Calls throw from now on. */
  close(): void {
    if (this.#isClosed) return
    clearInterval(this.#timer)
    this.#enter(waitMs)
    try {
      this.#places.releaseAllOf(this.#slot)
    } finally {
      this.#isClosed = true
      this.#lock.release()
      this.#slots.free(this.#slot)
    }
  }

  /** Makes a call as a whole: if it throws, it has no effect. */
  #call<Ref extends CounterRef, Result>(
    call: (refs: readonly Ref[], nowMs: number) => Result,
    refs: readonly Ref[],
    nowMs: number,
  ): Result {
    this.#enter(waitMs)
    try {
      const atMs = this.#isCallersClock ? nowMs : this.#nowMs()
      const result = call(this.#translate === undefined ? refs : this.#translate(refs), atMs)
      this.#journal.commit()
      return result
    } catch (error) {
      this.#undo()
      throw error
    } finally {
      this.#lock.release()
    }
  }

  /** A call that may change the blocks of operators: if they find no room in the memory, they stay as they were. */
  #changingBlocks<Result>(
    call: (refs: readonly CounterRef[], nowMs: number) => Result,
  ): (refs: readonly CounterRef[], nowMs: number) => Result | false {
    return (refs, nowMs) => {
      const { blocks } = this.#counting
      const before = blocks.size
      const result = call(refs, nowMs)
      if (this.#open === undefined || (before === 0 && blocks.size === 0)) return result
      const entries = blocks.entries(this.#clock.read(nowMs, true))
      const isWritten = this.#texts.write({ ...this.#open.state, blocks: entries })
      this.#refresh()
      return isWritten && result
    }
  }

  /** Takes the lock, and makes this thread's objects those of the present state. */
  #enter(mostMs: number): void {
    if (this.#isClosed) throw new Error('the store has been closed')
    this.#lock.acquire(mostMs)
    try {
      if (this.#journal.isOpen) this.#undo()
      if (this.#texts.version !== this.#version) this.#refresh()
    } catch (error) {
      this.#lock.release()
      throw error
    }
  }

  #refresh(): void {
    const open = this.#tables.open(this.#texts.read())
    const { joined, shared, state } = open
    this.#open = open
    this.#version = this.#texts.version
    this.#counting.use(joined.layout, shared.tables, createOperatorBlocks(state.blocks))
    const own = state.layouts.find(({ slots }) => slots.includes(this.#slot))?.layout
    const isSame = own?.subjects.every(({ counters }, subject) =>
      counters.every((_, counter) => {
        const [moved] = joined.translate(own, [{ subject, counter, key: [] }])
        return moved!.subject === subject && moved!.counter === counter
      }),
    )
    if (isSame === true) this.#translate = undefined
    else
      this.#translate = (refs) => {
        if (own === undefined) throw new Error('the store has no layout yet')
        return joined.translate(own, refs)
      }
  }

  /** Undoes what a call has changed that was not finished, in this thread or in one that has ended. */
  #undo(): void {
    this.#journal.undo()
    // WHY always: the call may have changed blocks of operators that it did not write.
    if (this.#texts.version > 0) this.#refresh()
    this.#open?.shared.recount()
    this.#places.recount()
  }

  /** What the first call does after a thread has ended with the lock. */
  #recover(): void {
    this.#undo()
    if (this.#open !== undefined) this.#tables.forgetPlaces(this.#open)
    this.#head[words.recoveries]!++
  }

  /** Gives back the places of threads that have ended, and frees their slots. */
  #releaseOfDead(): void {
    for (const slot of this.#slots.used()) {
      if (slot === this.#slot || !this.#slots.isDead(slot)) continue
      try {
        this.#enter(waitMs)
      } catch {
        // WHY nothing: the next look is in a second.
        return
      }
      try {
        // WHY again: another thread may have done the same meanwhile, and the slot may be in use.
        if (!this.#slots.isDead(slot)) continue
        this.#places.releaseAllOf(slot)
        this.#slots.free(slot)
      } finally {
        this.#lock.release()
      }
    }
  }

  #nowMs(): number {
    // WHY the maximum: the clocks of two threads may differ by less than a microsecond, and a step back would be counted twice.
    const nowMs = performance.now() + this.#aheadMs
    const { lastMs } = this.#time
    return lastMs > nowMs ? lastMs : nowMs
  }
}
