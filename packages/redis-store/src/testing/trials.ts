import type { Charge, CounterLayout, CounterSpec } from '@tidegate/engine'

/** A layout whose limits each count another kind of subject. */
export function layoutOf(...specs: readonly CounterSpec[]): CounterLayout {
  return {
    tag: 'site',
    subjects: specs.map((spec) => ({ identity: `per ${spec.identity}`, shadow: false, counters: [spec] })),
  }
}

/** A charge of one place for a client. */
export function chargeOf(subject: number, client = 'client'): Charge {
  return { subject, counter: 0, key: [client], mode: 'enforce', includingRefused: false, places: 1 }
}
