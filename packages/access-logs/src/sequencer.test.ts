import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLogRecord } from './log-record.ts'
import { createSequencer, type SequenceCounts } from './sequencer.ts'

interface Sequenced extends SequenceCounts {
  /** The number of each line in the order judged, and the time at which it was judged. */
  readonly judged: readonly (readonly [number, number])[]
}

function sequence(times: readonly number[], windowMs: number, maxWaiting: number): Sequenced {
  const judged: (readonly [number, number])[] = []
  const sequencer = createSequencer({
    windowMs,
    maxWaiting,
    take: (record, timeMs) => judged.push([record.lineNumber, timeMs]),
  })
  let record = createLogRecord()
  for (const [index, timeMs] of times.entries()) {
    record.timeMs = timeMs
    record.lineNumber = index
    record = sequencer.accept(record)
  }
  sequencer.end()
  return { judged, ...sequencer.counts() }
}

/** The slow twin: a list that is sorted again for every line. */
function bySorting(times: readonly number[], windowMs: number, maxWaiting: number): Sequenced {
  const judged: (readonly [number, number])[] = []
  let waiting: (readonly [number, number])[] = []
  let latestMs = -Infinity
  let judgedMs = -Infinity
  let reordered = 0
  let late = 0
  const judge = (count: number): void => {
    for (const [line, timeMs] of waiting.slice(0, count)) {
      judged.push([line, timeMs])
      judgedMs = timeMs
    }
    waiting = waiting.slice(count)
  }
  for (const [line, timeMs] of times.entries()) {
    if (timeMs < judgedMs) {
      late++
      judged.push([line, judgedMs])
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
      judge(1)
  }
  judge(waiting.length)
  return { judged, reordered, late }
}

describe('createSequencer', () => {
  it('does what sorting does, whatever the order', () => {
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

  it('puts lines that are late by no more than the window in the order of a sorted log', () => {
    const delays = fc.array(fc.tuple(fc.nat(300), fc.nat(1_000)), { maxLength: 200 })
    fc.assert(
      fc.property(delays, (steps) => {
        let clockMs = 10_000
        const times = steps.map(([passed, delay]) => (clockMs += passed) - delay)
        const { judged, late } = sequence(times, 1_000, 1_000)
        const sorted = times
          .map((timeMs, line) => [line, timeMs] as const)
          .toSorted((x, y) => x[1] - y[1] || x[0] - y[0])
        expect(judged).toEqual(sorted)
        expect(late).toBe(0)
      }),
    )
  })

  it('judges a line that comes too late at the time of the one before it', () => {
    const { judged, late, reordered } = sequence([0, 10_000, 20_000, 1_000, 19_000], 5_000, 100)
    expect(judged).toEqual([
      [0, 0],
      [1, 10_000],
      [3, 10_000],
      [4, 19_000],
      [2, 20_000],
    ])
    expect({ late, reordered }).toEqual({ late: 1, reordered: 1 })
  })

  it('keeps no more records than may wait', () => {
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
