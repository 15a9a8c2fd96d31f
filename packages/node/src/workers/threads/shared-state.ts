import type { CounterLayout } from '@tidegate/engine'
import type { OperatorBlockEntry } from '@tidegate/engine/tools'
import { type MemoryParts, words } from './thread-memory.ts'

/** What all stores of a memory have to know and that changes rarely. */
export interface SharedState {
  /** Grows with each layout. */
  readonly generation: number
  /** The layouts of the stores, each once, and the slots of the stores that have it; the newest is the last. */
  readonly layouts: readonly { readonly layout: CounterLayout; readonly slots: readonly number[] }[]
  /** By subject and counter of the joined layout: `PlacedCounter.since`. */
  readonly since: readonly (readonly number[])[]
  /** The half with the tables. */
  readonly half: 0 | 1
  readonly blocks: readonly OperatorBlockEntry[]
}

/** The state of a memory as text, twice: a new one is written over the one before the present one, and is the present one when its number is. */
export class StateTexts {
  readonly #memory: SharedArrayBuffer
  readonly #parts: MemoryParts
  readonly #words: Int32Array

  constructor(memory: SharedArrayBuffer, parts: MemoryParts) {
    this.#memory = memory
    this.#parts = parts
    this.#words = new Int32Array(memory)
  }

  /** The number of the present state; 0 if there is none yet. */
  get version(): number {
    return this.#words[words.version]!
  }

  read(): SharedState {
    const which = (this.version & 1) as 0 | 1
    const length = this.#words[words.texts[which]]!
    return JSON.parse(Buffer.from(this.#memory, this.#parts.textsAt[which], length).toString()) as SharedState
  }

  /** Makes a state the present one. Returns false, and changes nothing, if there is no room for it. */
  write(state: SharedState): boolean {
    const next = this.version + 1
    const which = (next & 1) as 0 | 1
    const text = JSON.stringify(state)
    const length = Buffer.byteLength(text)
    const { textsAt, textBytes } = this.#parts
    if (length > textBytes) return false
    Buffer.from(this.#memory, textsAt[which], length).write(text)
    this.#words[words.texts[which]] = length
    this.#words[words.version] = next
    return true
  }
}
