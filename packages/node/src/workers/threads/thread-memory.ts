import { checkOptions, checkValues, createMemoryStore } from '@tidegate/engine'
import { SharedPlacesMemory, UndoJournal } from '@tidegate/engine/tools'
import { randomFillSync } from 'node:crypto'
import { maxSlots } from './thread-slots.ts'

/** Options of `createThreadMemory`. */
export interface ThreadMemoryOptions {
  /** `MemoryStoreOptions.capacity` of the stores. Default 100,000 subjects for each kind of key. */
  readonly capacity?: number
  /**
   * Bytes that are reserved, from 16 MiB to 2 GiB. The system provides memory only for what is used: the tables of a policy, and once more for a moment or longer while their layout
   * changes. Default 1 GiB, which is room for about forty kinds of keys with 100,000 subjects each.
   */
  readonly bytes?: number
}

const defaultCapacity = 100_000
const leastBytes = 2 ** 24
const mostBytes = 2 ** 31
const magic = 0x7469_6465

/** Indices of the 32-bit words at the beginning of a memory. */
export const words = {
  magic: 0,
  lock: 1,
  ticket: 2,
  /** Number of the newest state; an even one is in the first of the two texts. */
  version: 3,
  /** Bytes of the two texts. */
  texts: [4, 5],
  /** Bytes of the two halves that may not be zero. */
  used: [6, 7],
  capacity: 8,
  secret: [9, 10],
  /** How often a call was undone whose thread had ended. */
  recoveries: 11,
} as const

/** The parts of a memory, as bytes from its beginning. */
export interface MemoryParts {
  readonly capacity: number
  readonly secret: readonly [number, number]
  readonly timeAt: number
  readonly slotsAt: number
  readonly textsAt: readonly [number, number]
  readonly textBytes: number
  readonly journalAt: number
  readonly journalBytes: number
  readonly placesAt: number
  /** Tables are in one half; those of the next layout are made in the other one. */
  readonly halvesAt: readonly [number, number]
  readonly halfBytes: number
}

/**
 * Creates memory for counters that threads of this process share: pass it to them, as `workerData` or in a message, for `createThreadStore`. Needs Linux.
 *
 * Throws a `TypeError` for an invalid option, and a `RangeError` for a capacity that is not a whole number from 1 to 100 million, or if the memory cannot be reserved.
 */
export function createThreadMemory(options: ThreadMemoryOptions = {}): SharedArrayBuffer {
  checkOptions('createThreadMemory', options, ['capacity', 'bytes'])
  checkValues('createThreadMemory', options, { capacity: ['number'], bytes: ['number'] })
  const { capacity = defaultCapacity, bytes = 2 ** 30 } = options
  // Throws for a capacity that no memory store has.
  createMemoryStore({ capacity })
  if (!Number.isInteger(bytes) || bytes < leastBytes || bytes > mostBytes)
    throw new RangeError(`bytes must be a whole number from ${leastBytes} to ${mostBytes}, not ${bytes}`)
  const memory = reserve(Math.floor(bytes / 64) * 64)
  const head = new Int32Array(memory)
  randomFillSync(new Uint8Array(memory, words.secret[0] * 4, 8))
  new Float64Array(memory, timeAt, 2)[1] = NaN
  head[words.capacity] = capacity
  if (memoryParts(memory).halfBytes < 2 ** 16)
    throw new RangeError(`${bytes} bytes are not enough for a capacity of ${capacity}: set \`bytes\` to more`)
  head[words.magic] = magic
  return memory
}

const timeAt = 64
const slotsAt = 128

/** The parts of a memory that `createThreadMemory` returned. Throws a `TypeError` for another one. */
export function partsOf(memory: unknown): MemoryParts {
  if (!(memory instanceof SharedArrayBuffer) || new Int32Array(memory)[words.magic] !== magic)
    throw new TypeError('createThreadStore: expected the memory that `createThreadMemory` of the same version returned')
  return memoryParts(memory)
}

function memoryParts(memory: SharedArrayBuffer): MemoryParts {
  const head = new Int32Array(memory)
  const capacity = head[words.capacity]!
  const textBytes = aligned(memory.byteLength / 64)
  const journalBytes = aligned(memory.byteLength / 16)
  const textAt = aligned(slotsAt + maxSlots * 8)
  const journalAt = textAt + 2 * textBytes
  const placesAt = journalAt + journalBytes
  const tablesAt = placesAt + aligned(SharedPlacesMemory.bytes(capacity))
  const halfBytes = aligned((memory.byteLength - tablesAt) / 2)
  return {
    capacity,
    secret: [head[words.secret[0]]! >>> 0, head[words.secret[1]]! >>> 0],
    timeAt,
    slotsAt,
    textsAt: [textAt, textAt + textBytes],
    textBytes,
    journalAt,
    journalBytes,
    placesAt,
    halvesAt: [tablesAt, tablesAt + halfBytes],
    halfBytes,
  }
}

/** The journal of a memory. */
export function journalIn(memory: SharedArrayBuffer, { journalAt, journalBytes }: MemoryParts): UndoJournal {
  return new UndoJournal(memory, journalAt, journalBytes)
}

function reserve(bytes: number): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes)
  } catch (error) {
    throw new RangeError(`${bytes} bytes cannot be reserved: set \`bytes\` of \`createThreadMemory\` to less`, {
      cause: error,
    })
  }
}

/** The next lower multiple of 64. */
function aligned(bytes: number): number {
  return Math.floor(bytes / 64) * 64
}
