import type { CounterStore } from '../counters/store.ts'

/** The parts of a test runner that a contract suite needs; vitest and other runners have them. */
export interface ContractRunner {
  readonly describe: (name: string, body: () => void) => void
  readonly it: (name: string, body: () => void | Promise<void>) => void
  readonly expect: (value: unknown, message?: string) => { toEqual(expected: unknown): void }
}

/** Options of the contract of a store. */
export interface StoreContractOptions {
  /** Whether the store uses its own clock, so that only sequences whose time does not step back are compared. */
  readonly ownClock?: boolean
  /** Number of random sequences of 400 steps to compare with the naive store. Default 40. */
  readonly sequences?: number
}

/** Declares a test with a new, empty store. */
export type StoreTest = (title: string, body: (store: CounterStore) => Promise<void>) => void
