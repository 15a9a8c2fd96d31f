/** Attempts without pause, about ten microseconds: a call of another thread takes about one. */
const spins = 1_000
/** Milliseconds that a thread sleeps before it looks again. WHY not longer: a thread that was woken may end before it takes the lock. */
const napMs = 1
/** Milliseconds between two checks whether the holder still runs. */
const checkEveryMs = 2

/** What a lock has to know of its holders. */
export interface LockHolders {
  /** Whether the thread of a ticket has ended; MUST be certain if it returns true. */
  readonly isDead: (ticket: number) => boolean
  /** Called with the lock, if it was taken over from a thread that ended with it. */
  readonly recover: () => void
}

/**
 * A lock in memory that threads share. Its word is 0 if it is free; otherwise twice the holder's ticket, plus 1 if others may sleep. If the holder's thread has ended, the
 * lock is taken over from it.
 *
 * INVARIANT: no ticket is ever used again, so a word that is found again is the same hold of the same thread, or another hold of a thread that still runs.
 */
export class MemoryLock {
  readonly #words: Int32Array
  readonly #at: number
  readonly #own: number
  readonly #holders: LockHolders

  constructor(words: Int32Array, at: number, ticket: number, holders: LockHolders) {
    this.#words = words
    this.#at = at
    this.#own = ticket * 2
    this.#holders = holders
  }

  /** Takes the lock. Blocks the thread for at most `waitMs`, and then throws an `Error`; also if this thread has the lock. */
  acquire(waitMs: number): void {
    if (Atomics.compareExchange(this.#words, this.#at, 0, this.#own) !== 0) this.#wait(waitMs)
  }

  release(): void {
    const word = Atomics.exchange(this.#words, this.#at, 0)
    if ((word & 1) === 1) Atomics.notify(this.#words, this.#at, 1)
  }

  #wait(waitMs: number): void {
    const words = this.#words
    const at = this.#at
    for (let spin = 0; spin < spins; spin++)
      if (Atomics.load(words, at) === 0 && Atomics.compareExchange(words, at, 0, this.#own) === 0) return
    const startMs = performance.now()
    let checkMs = startMs
    for (;;) {
      const word = Atomics.load(words, at)
      // WHY with the sign of sleepers: there may be others.
      if (word === 0) {
        if (Atomics.compareExchange(words, at, 0, this.#own | 1) === 0) return
        continue
      }
      const sleeping = word | 1
      if (word !== sleeping && Atomics.compareExchange(words, at, word, sleeping) !== word) continue
      Atomics.wait(words, at, sleeping, napMs)
      const nowMs = performance.now()
      if (nowMs - checkMs >= checkEveryMs) {
        checkMs = nowMs
        if (this.#takeOver(sleeping)) return
      }
      if (nowMs - startMs >= waitMs) throw new Error(`another thread has not released the counters for ${waitMs} ms`)
    }
  }

  /** Takes the lock over from a thread that has ended. `word`: what the lock was before the thread was looked at. */
  #takeOver(word: number): boolean {
    if (Atomics.load(this.#words, this.#at) !== word || !this.#holders.isDead(word >>> 1)) return false
    if (Atomics.compareExchange(this.#words, this.#at, word, this.#own | 1) !== word) return false
    try {
      this.#holders.recover()
    } catch (error) {
      this.release()
      throw error
    }
    return true
  }
}
