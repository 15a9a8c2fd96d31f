import { setImmediate } from 'node:timers/promises'

/** After so many milliseconds whoever waits is served before the work goes on. */
const sliceMs = 1

/** What work gives that may rest wherever it yields: it goes on in the next turn of the event loop when it has worked for a millisecond. */
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
