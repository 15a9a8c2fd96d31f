import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLogRecord } from './log-record.ts'
import { createSequencer, type SequenceCounts } from './sequencer.ts'

interface Sequenced extends SequenceCounts {
  /** The number of each line in the order of evaluation, and the time at which it was evaluated. */
  readonly evaluated: readonly (readonly [number, number])[]
}

function sequence(times: readonly number[], windowMs: number, maxWaiting: number): Sequenced {
  const evaluated: (readonly [number, number])[] = []
  const sequencer = createSequencer({
    windowMs,
    maxWaiting,
    take: (record, timeMs) => evaluated.push([record.lineNumber, timeMs]),
  })
  let record = createLogRecord()
  for (const [index, timeMs] of times.entries()) {
    record.timeMs = timeMs
    record.lineNumber = index
    record = sequencer.accept(record)
  }
  sequencer.end()
  return { evaluated, ...sequencer.counts() }
}

/** Reference implementation: a list that is sorted again for every line. */
function bySorting(times: readonly number[], windowMs: number, maxWaiting: number): Sequenced {
  const evaluated: (readonly [number, number])[] = []
  let waiting: (readonly [number, number])[] = []
  let latestMs = -Infinity
  let evaluatedMs = -Infinity
  let reordered = 0
  let late = 0
  let lateByMs = 0
  const evaluate = (count: number): void => {
    for (const [line, timeMs] of waiting.slice(0, count)) {
      evaluated.push([line, timeMs])
      evaluatedMs = timeMs
    }
    waiting = waiting.slice(count)
  }
  for (const [line, timeMs] of times.entries()) {
    if (timeMs < evaluatedMs) {
      late++
      lateByMs = Math.max(lateByMs, latestMs - timeMs)
      evaluated.push([line, evaluatedMs])
      continue
    }
    if (timeMs < latestMs) reordered++
    latestMs = Math.max(latestMs, timeMs)
    waiting = [...waiting, [line, timeMs] as const].toSorted((x, y) => x[1] - y[1] || x[0] - y[0])
    while (
      waiting.length > maxWaiting ||
      (waiting[0]?.[1] ?? Infinity) < latestMs - windowMs ||
      (windowMs === 0 && waiting.length > 0)
    )
      evaluate(1)
  }
  evaluate(waiting.length)
  return { evaluated, reordered, late, lateByMs }
}

describe('createSequencer', () => {
  it('says which window would have sorted all lines', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { maxLength: 60 }), fc.constantFrom(0, 10, 100), (times, windowMs) => {
        const { late, lateByMs } = sequence(times, windowMs, 100)
        expect(late > 0).toBe(lateByMs > 0)
        if (late === 0) return
        expect(lateByMs).toBeGreaterThan(windowMs)
        expect(sequence(times, lateByMs, 100).late).toBe(0)
      }),
      { numRuns: runs(200) },
    )
  })

  it('gives the same result as sorting, whatever the order', () => {
    const times = fc.array(fc.oneof(fc.nat(50), fc.nat(1_000)), { maxLength: 200 })
    fc.assert(
      fc.property(
        times,
        fc.constantFrom(0, 1, 10, 100, 5_000),
        fc.integer({ min: 1, max: 40 }),
        (all, windowMs, most) => {
          expect(sequence(all, windowMs, most)).toEqual(bySorting(all, windowMs, most))
        },
      ),
      { numRuns: runs(500) },
    )
  })

  it('sorts lines that are late by at most the window', () => {
    const delays = fc.array(fc.tuple(fc.nat(300), fc.nat(1_000)), { maxLength: 200 })
    fc.assert(
      fc.property(delays, (steps) => {
        let clockMs = 10_000
        const times = steps.map(([passed, delay]) => (clockMs += passed) - delay)
        const { evaluated, late } = sequence(times, 1_000, 1_000)
        const sorted = times
          .map((timeMs, line) => [line, timeMs] as const)
          .toSorted((x, y) => x[1] - y[1] || x[0] - y[0])
        expect(evaluated).toEqual(sorted)
        expect(late).toBe(0)
      }),
    )
  })

  it('evaluates a line that comes too late at the time of the previous line', () => {
    const { evaluated, late, reordered } = sequence([0, 10_000, 20_000, 1_000, 19_000], 5_000, 100)
    expect(evaluated).toEqual([
      [0, 0],
      [1, 10_000],
      [3, 10_000],
      [4, 19_000],
      [2, 20_000],
    ])
    expect({ late, reordered }).toEqual({ late: 1, reordered: 1 })
  })

  it('keeps at most `maxWaiting` records', () => {
    const sequencer = createSequencer({ windowMs: 1e9, maxWaiting: 10, take: () => {} })
    const records = new Set()
    let record = createLogRecord()
    for (let line = 0; line < 1_000; line++) {
      records.add(record)
      record.timeMs = line
      record = sequencer.accept(record)
    }
    expect(records.size).toBeLessThanOrEqual(12)
  })
})
