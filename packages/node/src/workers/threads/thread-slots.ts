import { isThreadAlive, threadIdentity } from './thread-identity.ts'

/** How many stores may use one memory at the same time. */
export const maxSlots = 1024

/**
 * The stores that use a memory, and their threads. Each store has a ticket, a number from 1 that no other store of the memory ever has; its remainder is its slot. A slot with 0 is
 * free.
 */
export class ThreadSlots {
  readonly #slots: BigInt64Array
  readonly #words: Int32Array
  readonly #ticketAt: number

  /** `words[ticketAt]` is the newest ticket. */
  constructor(slots: BigInt64Array, words: Int32Array, ticketAt: number) {
    this.#slots = slots
    this.#words = words
    this.#ticketAt = ticketAt
  }

  /** Takes a ticket with a free slot for this thread. Throws an `Error` if there is none, and where the system does not identify threads. */
  take(): number {
    const identity = threadIdentity()
    for (let tried = 0; tried < maxSlots; tried++) {
      const ticket = Atomics.add(this.#words, this.#ticketAt, 1) + 1
      if (Atomics.compareExchange(this.#slots, ticket % maxSlots, 0n, identity) === 0n) return ticket
    }
    throw new Error(`no more than ${maxSlots} stores can use one memory: close those that are not needed any more`)
  }

  free(slot: number): void {
    Atomics.store(this.#slots, slot, 0n)
  }

  isUsed(slot: number): boolean {
    return Atomics.load(this.#slots, slot) !== 0n
  }

  /** Whether a slot is in use by a thread that has ended. */
  isDead(slot: number): boolean {
    const identity = Atomics.load(this.#slots, slot)
    return identity !== 0n && !isThreadAlive(identity)
  }

  /** The slots in use. */
  used(): readonly number[] {
    return Array.from(this.#slots.keys()).filter((slot) => this.isUsed(slot))
  }
}
