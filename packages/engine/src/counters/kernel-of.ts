import type { CounterKernel } from './counter-kernel.ts'
import { gcra } from './gcra.ts'
import { log } from './log.ts'
import { ring } from './ring.ts'
import type { CounterAlgorithm } from './store.ts'

const kernels: Readonly<Record<CounterAlgorithm, CounterKernel>> = { log, ring, gcra }

/** The functions of an algorithm. */
export function kernelOf(algorithm: CounterAlgorithm): CounterKernel {
  return kernels[algorithm]
}
