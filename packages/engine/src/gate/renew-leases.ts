import type { LaterCharge } from '../decide/charging.ts'

/** Renews the leases of requests in progress, for stores in which they expire. */
export interface Renewals {
  readonly add: (held: readonly LaterCharge[]) => void
  readonly remove: (held: readonly LaterCharge[]) => void
  readonly close: () => void
}

/** The parts of a gate that renewals use. */
export interface RenewalContext {
  /** After how many milliseconds leases expire; undefined if they do not. */
  readonly leaseMs: number | undefined
  readonly renew: (held: readonly LaterCharge[]) => void
}

/** How often a lease is renewed before it would expire, so that one failed attempt is not the end of it. */
const timesPerLease = 3

/**
 * Creates the renewals of a gate. A timer runs only while requests with leases are in progress, and does not keep the process alive. One turn renews all of
 * them: linear in their number.
 */
export function createRenewals({ leaseMs, renew }: RenewalContext): Renewals {
  if (leaseMs === undefined) return noRenewals
  const inProgress = new Set<readonly LaterCharge[]>()
  let timer: ReturnType<typeof setInterval> | undefined

  function stop(): void {
    clearInterval(timer)
    timer = undefined
  }

  return {
    add(held) {
      inProgress.add(held)
      timer ??= startTimer(() => {
        for (const each of inProgress) renew(each)
      }, leaseMs / timesPerLease)
    },
    remove(held) {
      inProgress.delete(held)
      if (inProgress.size === 0) stop()
    },
    close() {
      inProgress.clear()
      stop()
    },
  }
}

const noRenewals: Renewals = { add: () => undefined, remove: () => undefined, close: () => undefined }

function startTimer(act: () => void, everyMs: number): ReturnType<typeof setInterval> {
  const timer = setInterval(act, everyMs)
  // Only Node.js has a timer that need not keep the process alive.
  if (typeof timer === 'object') timer.unref()
  return timer
}
