/**
 * What cells contained before a call changed them, so that a call which its thread did not finish can be undone by another thread.
 *
 *     word 0   number of words in use; 0 between calls
 *     words    the saved words, the index of the first of them, and how many they are; for each range
 *
 * INVARIANT: a thread ends only where JavaScript can be interrupted, that is between two of these statements. A range is complete before `used` contains it, and `used`
 * contains it before the range is changed.
 */
export class UndoJournal {
  readonly #all: Uint32Array
  readonly #words: Uint32Array

  /** A journal in some words of a memory, for other words of the same memory. */
  constructor(memory: SharedArrayBuffer, at: number, bytes: number) {
    this.#all = new Uint32Array(memory)
    this.#words = new Uint32Array(memory, at, bytes >> 2)
  }

  /** Saves `words` from index `from` to before `end`. Throws a `RangeError` if there is no room, before anything is changed. */
  save(words: Uint32Array, from: number, end: number): void {
    const journal = this.#words
    const used = journal[0]!
    const length = end - from
    let at = used + 1
    if (at + length + 2 > journal.length)
      throw new RangeError('one call changes more counters than its journal has room for')
    // WHY: `set` with `subarray` is slower for so few words.
    if (length <= 64) for (let i = from; i < end; i++) journal[at++] = words[i]!
    else {
      journal.set(words.subarray(from, end), at)
      at += length
    }
    journal[at] = (words.byteOffset >> 2) + from
    journal[at + 1] = length
    journal[0] = at + 1
  }

  /** Whether there is something to undo. */
  get isOpen(): boolean {
    return this.#words[0] !== 0
  }

  /** The call is finished: nothing of it is undone. */
  commit(): void {
    this.#words[0] = 0
  }

  /** Restores what was saved, newest first. May be done again from the beginning if it was interrupted. */
  undo(): void {
    const journal = this.#words
    let end = journal[0]!
    while (end > 0) {
      const length = journal[end]!
      const first = end - 1 - length
      this.#all.set(journal.subarray(first, end - 1), journal[end - 1]!)
      end = first - 1
    }
    journal[0] = 0
  }
}
