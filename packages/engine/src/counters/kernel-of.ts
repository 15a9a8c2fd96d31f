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
}

/** The kernel of an algorithm. */
export function kernelOf(algorithm: CounterAlgorithm): CounterKernel {
  return kernels[algorithm]
}

function inheriting(kernel: CounterKernel): CounterKernel {
  return Object.create(kernel) as CounterKernel
}
