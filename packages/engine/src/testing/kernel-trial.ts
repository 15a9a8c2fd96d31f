import { allocateCells } from '../counters/cells.ts'
import type { Quota } from '../counters/counter-kernel.ts'
import { kernelOf } from '../counters/kernel-of.ts'
import type { WindowCounter } from '../counters/store.ts'
import type { NaiveCounter } from './naive-counter.ts'

/** A counter's kernel with a separate state, for comparison with the naive counter. */
export interface KernelTrial extends Omit<NaiveCounter, 'resized'> {
  resized(spec: WindowCounter, nowMs: number): KernelTrial
  /** Makes the state the stricter one of both, which have the same quota. */
  join(other: KernelTrial, nowMs: number): void
  /** Whether all bytes around the state are unchanged. */
  marginIsClean(): boolean
}

const margin = 64

/** Creates a trial of a counter's kernel, blank at `startMs`. */
export function createKernelTrial(spec: WindowCounter, startMs: number): KernelTrial {
  const kernel = kernelOf(spec.algorithm)
  const quota: Quota = { count: spec.count, periodMs: spec.periodMs, burst: spec.burst ?? 1 }
  const end = margin + kernel.stateBytes(quota)
  const cells = allocateCells(end + margin)
  let timeMs = startMs

  function goTo(nowMs: number): void {
    kernel.advance(cells, margin, quota, timeMs, nowMs)
    timeMs = nowMs
  }

  const trial: KernelTrial & { readonly cells: typeof cells } = {
    cells,
    waitMs(nowMs, places = 1) {
      goTo(nowMs)
      return kernel.check(cells, margin, quota, nowMs, places)
    },
    charge(nowMs, places = 1) {
      goTo(nowMs)
      kernel.charge(cells, margin, quota, nowMs, places)
    },
    remaining(nowMs) {
      goTo(nowMs)
      return kernel.remaining(cells, margin, quota)
    },
    nextMs(nowMs) {
      goTo(nowMs)
      return kernel.nextMs(cells, margin, quota, nowMs)
    },
    resetMs(nowMs) {
      goTo(nowMs)
      return kernel.resetMs(cells, margin, quota, nowMs)
    },
    resized(other, nowMs) {
      goTo(nowMs)
      const target = createKernelTrial(other, nowMs) as typeof trial
      const resized: Quota = { count: other.count, periodMs: other.periodMs, burst: other.burst ?? 1 }
      kernel.carry(cells, margin, quota, target.cells, margin, resized, nowMs)
      return target
    },
    join(other, nowMs) {
      goTo(nowMs)
      other.waitMs(nowMs)
      kernel.join((other as typeof trial).cells, margin, cells, margin, quota, nowMs)
    },
    marginIsClean: () => cells.halves.every((half, i) => half === 0 || (i * 2 >= margin && i * 2 < end)),
  }
  return trial
}
