import type { CounterSpec } from './store.ts'

/** The places of a counter that has no charges: its `burst` if it has one, else its `count`. */
export function fullQuota(spec: CounterSpec): number {
  return ('burst' in spec ? spec.burst : undefined) ?? spec.count
}
