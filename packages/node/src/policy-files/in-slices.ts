import { setImmediate } from 'node:timers/promises'

/** Milliseconds of work after which the event loop gets a turn. */
const sliceMs = 1

/**
 * Runs a generator to its end and returns its result. It begins in the next turn of the event loop, and continues in another one after each millisecond of work:
 * what comes before, such as receiving a plan or the work before this one, is not added to a slice.
 */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    await setImmediate()
    const end = performance.now() + sliceMs
    do {
      const step = work.next()
      if (step.done === true) return step.value
    } while (performance.now() < end)
  }
}
