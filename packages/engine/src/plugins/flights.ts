/** Look-ups under way: one per key, so many at once, so many waiting for their turn. */
export interface Flights {
  /**
   * Begins a look-up, or joins the one that is under way for this key. Resolves once it is over, whatever came of it, and never
   * rejects. Undefined when no more may wait.
   */
  readonly join: (key: string, begin: (signal: AbortSignal) => Promise<void>) => Promise<void> | undefined
  readonly isFlying: (key: string) => boolean
  /** Running and waiting. */
  readonly count: () => number
  /** Aborts all; waiting ones never begin. */
  readonly close: () => void
}

export interface FlightOptions {
  readonly concurrency: number
  readonly queue: number
  /** After so long a look-up is aborted, and its place is free whether it heeds that or not. */
  readonly timeoutMs: number
}

/** No look-ups yet. INVARIANT: at most `concurrency` run and at most `queue` wait, so that memory is bounded by both. */
export function createFlights({ concurrency, queue, timeoutMs }: FlightOptions): Flights {
  const flights = new Map<string, Promise<void>>()
  const running = new Set<AbortController>()
  const waiting: (() => void)[] = []
  // Places taken: a place is handed on to who waits, so that nobody slips in between.
  let taken = 0
  let isClosed = false

  async function fly(begin: (signal: AbortSignal) => Promise<void>, controller: AbortController): Promise<void> {
    const over = new Promise<void>((resolve) =>
      controller.signal.addEventListener('abort', () => resolve(), { once: true }),
    )
    const timer = setTimeout(() => controller.abort(new Error(`nothing came within ${timeoutMs} ms`)), timeoutMs)
    try {
      await Promise.race([begin(controller.signal), over])
    } catch {
      // INVARIANT: `begin` records what went wrong itself; here it only ends.
    } finally {
      clearTimeout(timer)
    }
  }

  async function run(key: string, begin: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (taken < concurrency) taken++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    if (!isClosed) {
      const controller = new AbortController()
      running.add(controller)
      await fly(begin, controller)
      running.delete(controller)
    }
    flights.delete(key)
    const next = waiting.shift()
    if (next === undefined) taken--
    else next()
  }

  return {
    join: (key, begin) => {
      const known = flights.get(key)
      if (known !== undefined) return known
      if (isClosed || (taken >= concurrency && waiting.length >= queue)) return undefined
      const flight = run(key, begin)
      flights.set(key, flight)
      return flight
    },
    isFlying: (key) => flights.has(key),
    count: () => flights.size,
    close: () => {
      isClosed = true
      for (const controller of running) controller.abort(new Error('the gate has been closed'))
      for (const go of waiting.splice(0)) go()
    },
  }
}
