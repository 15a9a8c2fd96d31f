import type { Charge, Consumed, Reading } from '@tidegate/engine'
import type { Call } from './build-call.ts'
import type { CallScript } from './call-script.ts'
import { readConsumed, timeOf } from './read-consumed.ts'

/** What a decision in several slots does in each of them. */
export interface SlotCalls {
  /** The calls of the decision. */
  readonly calls: readonly Call[]
  readonly charges: readonly Charge[]
  /** Builds the call for charges of a slot that admitted the request, which another slot refused: gives back what they took at `atMs`, and reads them. */
  readonly undo: (charges: readonly Charge[], atMs: number) => readonly Call[]
}

/**
 * Makes the calls of one decision at once, each in its own slot. If one refuses, what the others took is given back by calls that `undo` builds, except
 * what includes refused requests. If one fails, the same, and the failure is thrown.
 */
export async function consumeBySlot({ calls, charges, undo }: SlotCalls, callScript: CallScript): Promise<Consumed> {
  const settled = await Promise.allSettled(calls.map(({ keys, args }) => callScript(keys, args)))
  const readings: Reading[] = []
  let isRefused = false
  for (const [index, { positions }] of calls.entries()) {
    const outcome = settled[index]!
    if (outcome.status === 'rejected') continue
    const { admitted, readings: own } = readConsumed(outcome.value)
    if (!admitted) isRefused = true
    for (const [at, position] of positions.entries()) readings[position] = own[at]!
  }
  const failure = settled.find((outcome) => outcome.status === 'rejected')
  if (!isRefused && failure === undefined) return { admitted: true, readings }

  const undone = calls.map(async ({ positions }, index) => {
    const outcome = settled[index]!
    if (outcome.status === 'rejected' || !readConsumed(outcome.value).admitted) return
    const counted = positions.filter((position) => isCounted(charges[position]!, readings[position]!))
    const [call] = undo(
      counted.map((position) => charges[position]!),
      timeOf(outcome.value),
    )
    if (call === undefined) return
    const after = readConsumed(await callScript(call.keys, call.args))
    for (const [at, position] of counted.entries()) readings[position] = after.readings[at]!
  })
  // WHY not thrown: if places cannot be given back, they stay taken, and the readings say so; the request is refused in any case.
  await Promise.allSettled(undone)
  if (failure?.status === 'rejected') throw failure.reason
  return { admitted: false, readings }
}

/**
 * Whether the slot of a charge counted it. What includes refused requests is not given back, but read again: a refused request has another time at which
 * it may be tried again.
 */
function isCounted({ mode, places }: Charge, { admitted }: Reading): boolean {
  return admitted && places > 0 && mode !== 'check' && mode !== 'shadow-check'
}
