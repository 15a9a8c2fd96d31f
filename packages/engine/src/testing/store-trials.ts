import type {
  Charge,
  Consumed,
  CounterLayout,
  CounterSpec,
  CounterStore,
  SubjectSpec,
  WindowCounter,
} from '../counters/store.ts'

/** Whether each of several requests with the same charges is admitted, at these times. */
export async function consumeAt(
  store: CounterStore,
  charges: readonly Charge[],
  times: readonly number[],
): Promise<boolean[]> {
  const outcomes: boolean[] = []
  for (const nowMs of times) outcomes.push((await store.consume(charges, nowMs)).admitted)
  return outcomes
}

/** A counter with a period of a minute. */
export function limit(algorithm: WindowCounter['algorithm'], count: number, identity = 'limit'): WindowCounter {
  const spec = { identity, algorithm, count, periodMs: 60_000 }
  return algorithm === 'gcra' ? { ...spec, burst: count } : spec
}

/** A subject; shadow if it is named `shadow`. */
export function subject(identity: string, ...counters: readonly CounterSpec[]): SubjectSpec {
  return { identity, shadow: identity === 'shadow', counters }
}

/** A layout with one counter. */
export function layoutOf(spec: CounterSpec): CounterLayout {
  return { tag: 't', subjects: [subject('ip', spec)] }
}

/** An enforced charge of one place for a key of one text. */
export function charge(subjectIndex: number, counter: number, key: string): Charge {
  return { subject: subjectIndex, counter, key: [key], mode: 'enforce', includingRefused: false, places: 1 }
}

/** What remains of each counter. */
export function remaining(consumed: Consumed): number[] {
  return consumed.readings.map((reading) => reading.remaining)
}
