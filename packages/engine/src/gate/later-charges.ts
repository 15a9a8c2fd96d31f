import type { LaterCharge, WaitingCharge } from '../decide/charging.ts'
import type { Events } from '../events/events.ts'
import type { Admission } from './gate.ts'
import { createRenewals } from './renew-leases.ts'
import type { Runtime } from './runtime.ts'
import type { StoreGuard } from './store-guard.ts'

/** What a gate does about a request after its decision: charges that depend on the reply, and places at once that are given back. */
export interface LaterCharges {
  /** Creates the `settle` of an admission with this decision id; only its first call counts. */
  readonly settling: (id: string, waiting: readonly WaitingCharge[]) => Admission['settle']
  /** Creates the `end` of an admission, and renews its leases until then. */
  readonly ending: (held: readonly LaterCharge[]) => Admission['end']
  /** Charges and renews nothing from now on; places are still given back. */
  readonly close: () => void
}

/** The parts of a gate that later charges use. */
export interface LaterChargesContext {
  readonly current: () => Runtime
  readonly store: StoreGuard
  readonly events: Events
  readonly monotonicMs: () => number
  readonly wallMsAt: (monotonicMs: number) => number
}

/** Creates the later charges of a gate. They are made in terms of the plan that is then in force. */
export function createLaterCharges(context: LaterChargesContext): LaterCharges {
  const { current, store, events, monotonicMs, wallMsAt } = context
  const renewals = createRenewals({ leaseMs: store.leaseMs, renew })
  let isClosed = false

  function renew(held: readonly LaterCharge[]): void {
    const charges = current().charging.locate(held)
    if (charges.length > 0) store.renew(charges, monotonicMs())
  }

  function settling(id: string, waiting: readonly WaitingCharge[]): Admission['settle'] {
    let isSettled = false
    return ({ status }) => {
      // A reply may end after the gate has been closed, when its counters no longer exist.
      if (isSettled || isClosed) return
      isSettled = true
      const nowMs = monotonicMs()
      // The plan may have been replaced while the reply was being made.
      const charges = current().charging.due(waiting, status, wallMsAt(nowMs))
      if (charges.length > 0) store.settle(charges, nowMs)
      if (events.has('settled'))
        events.emit('settled', { id, ...(status !== undefined && { status }), atMs: wallMsAt(nowMs), clockMs: nowMs })
    }
  }

  function ending(held: readonly LaterCharge[]): Admission['end'] {
    let isEnded = false
    renewals.add(held)
    return () => {
      if (isEnded) return
      isEnded = true
      renewals.remove(held)
      // WHY: also after the gate was closed, because a store that others share outlives it.
      const charges = current().charging.locate(held)
      if (charges.length > 0) store.release(charges, monotonicMs())
      else store.forget(held[0]?.charge.lease)
    }
  }

  return {
    settling,
    ending,
    close: () => {
      isClosed = true
      renewals.close()
    },
  }
}
