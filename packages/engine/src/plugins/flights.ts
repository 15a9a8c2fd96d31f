/** The current look-ups, at most one per key. The number of running and the number of waiting look-ups are bounded. */
export interface Flights {
  /**
   * Starts a look-up, or joins the current one for this key. The promise resolves when the look-up has ended with any result, and never rejects.
   * Returns undefined if no more look-ups may wait.
   */
  readonly join: (key: string, begin: (signal: AbortSignal) => Promise<void>) => Promise<void> | undefined
  readonly isFlying: (key: string) => boolean
  /** Number of running and waiting look-ups. */
  readonly count: () => number
  /** Aborts all look-ups; waiting ones never start. */
  readonly close: () => void
}

export interface FlightOptions {
  readonly concurrency: number
  readonly queue: number
  /** Time after which a look-up is aborted; its slot is freed even if it ignores the signal. */
  readonly timeoutMs: number
}

/** Creates an empty set of look-ups. INVARIANT: at most `concurrency` run and at most `queue` wait, so memory is bounded. */
export function createFlights({ concurrency, queue, timeoutMs }: FlightOptions): Flights {
  const flights = new Map<string, Promise<void>>()
  const running = new Set<AbortController>()
  const waiting: (() => void)[] = []
  // Number of slots in use. A slot is passed directly to the next waiting look-up, so that no other call takes it.
  let taken = 0
  let isClosed = false

  async function fly(begin: (signal: AbortSignal) => Promise<void>, controller: AbortController): Promise<void> {
    const over = new Promise<void>((resolve) =>
      controller.signal.addEventListener('abort', () => resolve(), { once: true }),
    )
    const timer = setTimeout(() => controller.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    try {
      await Promise.race([begin(controller.signal), over])
    } catch {
      // INVARIANT: `begin` records its own failures; here the look-up only ends.
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
