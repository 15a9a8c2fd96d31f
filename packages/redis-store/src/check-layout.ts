import type { CounterLayout, CounterSpec } from '@tidegate/engine'
import { counterFault, maxPeriodMs } from '@tidegate/model'

/** Throws `RangeError` for a counter that cannot be counted exactly. */
export function checkLayout({ subjects }: CounterLayout): void {
  for (const { counters } of subjects) for (const spec of counters) checkCounter(spec)
}

function checkCounter(spec: CounterSpec): void {
  const { identity, algorithm, count, blockMs } = spec
  const isWindow = algorithm !== 'calendar' && algorithm !== 'at-once'
  const periodMs = isWindow ? spec.periodMs : 1
  const burst = algorithm === 'gcra' ? (spec.burst ?? 1) : 1
  if (counterFault({ count, periodMs, burst }) !== undefined)
    throw new RangeError(`counter ${identity} cannot be counted: ${count} per ${periodMs} ms with a burst of ${burst}`)
  if (blockMs !== undefined && !(Number.isInteger(blockMs) && blockMs >= 1 && blockMs <= maxPeriodMs))
    throw new RangeError(`counter ${identity} cannot block for ${blockMs} ms`)
}
