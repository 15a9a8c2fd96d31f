import type { Model } from '@tidegate/model'
import { fullQuota } from '../counters/full-quota.ts'
import type { Charging } from '../decide/charging.ts'

/** By rule, a fifth of the quota of each limit: a subject with less than that left is near the limit. 0 for other rules. */
export function nearQuotas(model: Model, charging: Charging): Float64Array {
  return Float64Array.from(model.rules, ({ kind }, rule) =>
    kind === 'limit' ? fullQuota(charging.counterOf(rule)) / 5 : 0,
  )
}
