import { setImmediate } from 'node:timers/promises'

/** Milliseconds of work after which the event loop gets a turn. */
const sliceMs = 1

/** Runs a generator to its end and returns its result. After each millisecond of work it continues in the next turn of the event loop. */
export async function inSlices<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const end = performance.now() + sliceMs
    do {
      const step = work.next()
      if (step.done === true) return step.value
    } while (performance.now() < end)
    await setImmediate()
  }
}
