import { setImmediate } from 'node:timers/promises'
import type { Charge, CounterStore } from '@tidegate/engine'
import { hammeredCharge, hammeredSpecs, monotonicNs, nameOf, type Sightings } from './hammer-store.ts'

const subject = hammeredSpecs.findIndex(({ algorithm }) => algorithm === 'at-once')
const { count } = hammeredSpecs[subject]!

/**
 * Holds all places at once of one client while others work, again and again until they are done. WHY: whether requests of others are in progress
 * at one moment depends on the machine. A place is kept once it was taken, so all of them are held in the end: others keep theirs for a short time.
 * Only one may do this for a store, as two would wait for each other.
 */
export async function fillPlaces(
  store: CounterStore,
  nowMs: () => number,
  others: Promise<unknown>,
): Promise<Sightings> {
  const held: [number, number][] = []
  let areOthersDone = false
  const end = (): void => {
    areOthersDone = true
  }
  void others.then(end, end)
  let decisions = 0
  do {
    const taken: { readonly charge: Charge; readonly fromNs: number }[] = []
    while (taken.length < count) {
      const charge = hammeredCharge(subject, 'client 0', `filled ${decisions++}`)
      if ((await store.consume([charge], nowMs())).admitted) taken.push({ charge, fromNs: monotonicNs() })
      else await setImmediate()
    }
    for (let pause = 0; pause < 10; pause++) await setImmediate()
    const toNs = monotonicNs()
    for (const { charge, fromNs } of taken) {
      held.push([fromNs, toNs])
      await store.release([charge], nowMs())
    }
    await setImmediate()
  } while (!areOthersDone)
  return { decisions, failed: 0, counted: {}, held: { [nameOf(hammeredCharge(subject, 'client 0'))]: held } }
}
