/** Milliseconds after which work that is still running gives way to a newer request, at first. */
const patienceMs = 1_000

/** Settings of `newestRun`. */
export interface NewestRunOptions {
  /** Milliseconds after which work is given up. */
  readonly deadlineMs: number
  /** Milliseconds after which work counts as slow. */
  readonly slowMs: number
  /** Called once for work that is slow. */
  readonly onSlow: () => void
}

/** Why work was ended before it had a result. */
export type EndReason = 'superseded' | 'late' | 'closed'

/** The run under way. */
interface Run {
  readonly end: (reason: EndReason) => void
  /** Whether it has taken so long that it gives way to a newer request. */
  isOld: boolean
}

/** Runs of the same work, one at a time, of which the newest matters. */
export interface NewestRun<T> {
  /**
   * Runs the work, and resolves to the result. During a run, all calls share one further run, which begins when the present one ends. If that
   * takes longer than a second, it is ended, and its callers receive the result of the further run.
   */
  readonly run: () => Promise<T>
  /** Ends the present run. */
  readonly end: () => void
}

/**
 * Serialises runs of work that may take long or never end. `work` receives a signal that is aborted with an `EndReason` when it is to end; it
 * must then settle soon, with a result for `late` and `closed`. The time that it takes counts from its call of `onStart`.
 *
 * INVARIANT: with every run that had to give way, the next one is given twice as long, so that work which takes longer than the interval of the
 * requests still comes to an end.
 */
export function newestRun<T>(
  work: (signal: AbortSignal, onStart: () => void) => Promise<T>,
  { deadlineMs, slowMs, onSlow }: NewestRunOptions,
): NewestRun<T> {
  let current: Run | undefined
  let next: PromiseWithResolvers<T> | undefined
  let patience = patienceMs

  function begin(): Promise<T> {
    const controller = new AbortController()
    const end = (reason: EndReason): void => controller.abort(reason)
    let timers: readonly NodeJS.Timeout[] = []
    const onStart = (): void => {
      timers = [
        setTimeout(onSlow, slowMs),
        setTimeout(() => end('late'), deadlineMs),
        setTimeout(() => {
          run.isOld = true
          if (next !== undefined) end('superseded')
        }, patience),
      ]
      for (const timer of timers) timer.unref()
    }
    const run: Run = { end, isOld: false }
    current = run
    const promise = work(controller.signal, onStart).then(
      (result) => finish() ?? result,
      (error: unknown) => {
        void finish()
        throw error
      },
    )
    return promise

    /** Begins the next run if one is requested; returns it if this one had to give way to it. */
    function finish(): Promise<T> | undefined {
      for (const timer of timers) clearTimeout(timer)
      const isSuperseded = controller.signal.reason === 'superseded'
      patience = isSuperseded ? Math.min(2 * patience, deadlineMs) : patienceMs
      current = undefined
      const waiting = next
      next = undefined
      if (waiting === undefined) return undefined
      waiting.resolve(begin())
      return isSuperseded ? waiting.promise : undefined
    }
  }

  return {
    run: () => {
      if (current === undefined) return begin()
      next ??= Promise.withResolvers<T>()
      if (current.isOld) current.end('superseded')
      return next.promise
    },
    end: () => current?.end('closed'),
  }
}
