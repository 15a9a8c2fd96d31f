import type { Charge, Consumed, Reading } from '@tidegate/engine'
import type { Call } from './build-call.ts'
import type { CallScript } from './call-script.ts'
import { readConsumed, timeOf } from './read-consumed.ts'

/**
 * Makes the calls of one decision at once, each in its own slot. If one refuses, what the others took is given back by calls that `refund` builds, except
 * what includes refused requests. If one fails, the same, and the failure is thrown.
 */
export async function consumeBySlot(
  calls: readonly Call[],
  charges: readonly Charge[],
  callScript: CallScript,
  refund: (charges: readonly Charge[], atMs: number) => readonly Call[],
): Promise<Consumed> {
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

  const refunds = calls.map(async ({ positions }, index) => {
    const outcome = settled[index]!
    if (outcome.status === 'rejected' || !readConsumed(outcome.value).admitted) return
    const taken = positions.filter((position) => isGivenBack(charges[position]!, readings[position]!))
    const [call] = refund(
      taken.map((position) => charges[position]!),
      timeOf(outcome.value),
    )
    if (call === undefined) return
    const after = readConsumed(await callScript(call.keys, call.args))
    for (const [at, position] of taken.entries()) readings[position] = after.readings[at]!
  })
  if (failure?.status === 'rejected') {
    await Promise.allSettled(refunds)
    throw failure.reason
  }
  await Promise.all(refunds)
  return { admitted: false, readings }
}

/** Whether a charge was made only because the other limits of its slot admitted the request. Places at once of refused requests are always given back. */
function isGivenBack({ mode, includingRefused, places, lease }: Charge, { admitted }: Reading): boolean {
  if (mode === 'check' || mode === 'shadow-check' || places === 0 || !admitted) return false
  return !includingRefused || lease !== undefined
}
