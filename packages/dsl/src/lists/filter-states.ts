import type { ListFilter, ListPlace } from './list-file.ts'
import type { ReadTree, TreeEvents } from './tree-events.ts'

/** What each object of a file says about a filter. */
export interface FilterStates {
  /** 0: the object does not have the key; 1: it has another value; 2: it has one of the values. Objects are counted from 0, as they begin. */
  readonly of: (ordinal: number) => number
  /** Whether any object has the key. */
  readonly has: () => boolean
  /** Some keys of the file, for suggestions. */
  readonly keys: readonly string[]
}

const maxKeys = 200

/** Asks every object of a file about a filter. Needs one byte per object. */
export function readFilterStates(readTree: ReadTree, filter: ListFilter): FilterStates {
  const reader = new FilterReader(filter)
  readTree(reader)
  return { of: (ordinal) => reader.states[ordinal] ?? 0, has: () => reader.hasKey, keys: [...reader.keys] }
}

class FilterReader implements TreeEvents {
  readonly #key: string
  readonly #values: ReadonlySet<string>
  /** The objects that are open, and -1 for arrays. */
  readonly #open: number[] = []
  readonly keys = new Set<string>()
  states = new Uint8Array(64)
  hasKey = false
  #objects = 0
  #isKey = false

  constructor({ key, values }: ListFilter) {
    this.#key = key
    this.#values = new Set(values)
  }

  key(text: string, _place: ListPlace): void {
    if (this.keys.size < maxKeys) this.keys.add(text)
    this.#isKey = text === this.#key
    if (this.#isKey) this.#set(this.#open.at(-1)!, 1)
  }

  openObject(): void {
    this.#isKey = false
    this.#open.push(this.#objects)
    if (++this.#objects > this.states.length) {
      const grown = new Uint8Array(2 * this.states.length)
      grown.set(this.states)
      this.states = grown
    }
  }

  closeObject(): void {
    this.#open.pop()
    this.#isKey = false
  }

  openArray(): void {
    // The elements of an array under the key are its values, and those of arrays in it are not.
    if (this.#open.at(-1) === -1) this.#isKey = false
    this.#open.push(-1)
  }

  closeArray(): void {
    this.#open.pop()
    this.#isKey = false
  }

  text(text: string): void {
    this.literal(text)
  }

  literal(text: string): void {
    if (this.#isKey && this.#values.has(text))
      this.#set(
        this.#open.findLast((ordinal) => ordinal >= 0)!,
        2,
      )
    if (this.#open.at(-1) !== -1) this.#isKey = false
  }

  #set(ordinal: number, state: number): void {
    this.hasKey = true
    this.states[ordinal] = Math.max(this.states[ordinal]!, state)
  }
}
