/** Whether a store is called. Closed: every request calls it. Open: none does, except one probe at a time, after pauses that grow. */
export interface CircuitBreaker {
  /**
   * Returns the ticket of a call that may be made now, or undefined if none may. The ticket MUST be given to `answered` or `failed` in the end, since there
   * is no further probe before that.
   */
  readonly take: () => number | undefined
  /** Ends a call that was answered. The answer to a probe closes the circuit. */
  readonly answered: (ticket: number) => void
  /** Ends a call that failed. A failure opens the circuit, unless the call began before the circuit was opened or closed last. */
  readonly failed: (ticket: number, cause: unknown) => void
  readonly isOpen: () => boolean
  /** How often the circuit was opened, and how many probes were made. */
  readonly counts: () => { readonly outages: number; readonly probes: number }
}

export interface CircuitBreakerOptions {
  readonly monotonicMs: () => number
  readonly onOpened: (error: Error) => void
  /** Before each probe: how long the circuit has been open. */
  readonly onProbe: (awayMs: number) => void
  readonly onClosed: (awayMs: number) => void
}

/** The pause before the first probe. Each further one is twice as long, up to `longestPauseMs`. */
export const firstPauseMs = 100
/** The longest pause between a probe that failed and the next. */
export const longestPauseMs = 1_000

/** Creates a closed circuit. */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const { monotonicMs, onOpened, onProbe, onClosed } = options
  // INVARIANT: odd while the circuit is open. A ticket is the number at the time of the call, so that late results of earlier calls change nothing.
  let turn = 0
  let openedAtMs = 0
  let nextProbeMs = 0
  let pauseMs = firstPauseMs
  let isProbing = false
  let outages = 0
  let probes = 0

  const isOpen = (): boolean => turn % 2 === 1

  function open(cause: unknown): void {
    turn++
    outages++
    openedAtMs = monotonicMs()
    pauseMs = firstPauseMs
    nextProbeMs = openedAtMs + pauseMs
    onOpened(cause instanceof Error ? cause : new Error(String(cause)))
  }

  return {
    take: () => {
      if (!isOpen()) return turn
      const nowMs = monotonicMs()
      if (isProbing || nowMs < nextProbeMs) return undefined
      isProbing = true
      probes++
      onProbe(nowMs - openedAtMs)
      return turn
    },
    answered: (ticket) => {
      if (ticket !== turn || !isOpen()) return
      isProbing = false
      turn++
      onClosed(monotonicMs() - openedAtMs)
    },
    failed: (ticket, cause) => {
      if (ticket !== turn) return
      if (!isOpen()) {
        open(cause)
        return
      }
      isProbing = false
      pauseMs = Math.min(pauseMs * 2, longestPauseMs)
      nextProbeMs = monotonicMs() + pauseMs
    },
    isOpen,
    counts: () => ({ outages, probes }),
  }
}
