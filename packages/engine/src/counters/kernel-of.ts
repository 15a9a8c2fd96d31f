import { atOnce } from './at-once.ts'
import { blocking } from './blocking.ts'
import { calendar } from './calendar.ts'
import type { CounterKernel } from './counter-kernel.ts'
import { gcra } from './gcra.ts'
import { log } from './log.ts'
import { ring } from './ring.ts'
import type { CounterAlgorithm } from './store.ts'

// WHY: where several algorithms are used, V8 inlines functions that are on a prototype, but not functions that are own properties.
const kernels: Readonly<Record<CounterAlgorithm, CounterKernel>> = {
  log: inheriting(log),
  ring: inheriting(ring),
  gcra: inheriting(gcra),
  calendar: inheriting(calendar),
  'at-once': inheriting(atOnce),
}

const blockingKernels: Readonly<Record<CounterAlgorithm, CounterKernel>> = {
  log: inheriting(blocking(kernels.log)),
  ring: inheriting(blocking(kernels.ring)),
  gcra: inheriting(blocking(kernels.gcra)),
  calendar: inheriting(blocking(kernels.calendar)),
  'at-once': inheriting(blocking(kernels['at-once'])),
}

/** The kernel of an algorithm, for counters with `blockMs` if `blocks`. */
export function kernelOf(algorithm: CounterAlgorithm, blocks = false): CounterKernel {
  return blocks ? blockingKernels[algorithm] : kernels[algorithm]
}

function inheriting(kernel: CounterKernel): CounterKernel {
  return Object.create(kernel) as CounterKernel
}
