import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findVictim, liveRows, rebuildSegment, sweepSegment } from './make-room.ts'
import { layRow } from './row-layout.ts'
import { advanceRow } from './row.ts'
import {
  createSegment,
  distanceOf,
  findRow,
  hasSlot,
  insertRow,
  isRow,
  probeLength,
  removeRow,
  rowAt,
  type Segment,
} from './segment.ts'

const layout = layRow(
  { identity: 'ip', shadow: false, counters: [{ identity: 'x', algorithm: 'log', count: 1, periodMs: 1000 }] },
  1,
  undefined,
)
const counter = layout.counters[0]!

/** Few different words, so that homes crowd and orders tie. */
const fingerprints = fc.tuple(
  fc.nat({ max: 3 }),
  fc.integer({ min: 1, max: 40 }).map((n) => n * 20_000_000),
)

describe('a segment', () => {
  it('holds what a map holds, in order and within reach, through insertions, removals and rebuilding', () => {
    const acts = fc.array(fc.tuple(fc.constantFrom('insert', 'insert', 'insert', 'remove', 'rebuild'), fingerprints), {
      maxLength: 200,
    })
    fc.assert(
      fc.property(acts, fc.integer({ min: 1, max: 100 }), (moves, slots) => {
        let segment = createSegment(layout, slots)
        const model = new Map<string, number>()
        let nowMs = 0
        for (const [act, [first, second]] of moves) {
          const name = `${first} ${second}`
          const row = findRow(segment, first, second)
          expect(row >= 0).toBe(model.has(name))
          if (act === 'insert' && row < 0) {
            const room = hasSlot(segment, second) && segment.rows < segment.places
            const inserted = insertRow(segment, first, second, nowMs) >= 0
            if (inserted !== room) throw new Error('an insertion does not do what was foreseen')
            if (room) model.set(name, nowMs++)
          } else if (act === 'remove' && row >= 0) {
            removeRow(segment, row)
            model.delete(name)
          } else if (act === 'rebuild') {
            segment = rebuildSegment(segment, layout, slots, 0)!
          }
          expect(faultsOf(segment)).toEqual([])
          expect(rowsOf(segment)).toEqual(model)
        }
      }),
    )
  })

  it('clears a clean or expired row for a key whose slots are taken, never one over its limit', () => {
    const rows = fc.array(
      fc.record({ fingerprint: fingerprints, timeMs: fc.integer({ min: 0, max: 900 }), over: fc.boolean() }),
      {
        minLength: 100,
        maxLength: 300,
      },
    )
    fc.assert(
      fc.property(
        rows,
        fingerprints,
        fc.integer({ min: 900, max: 1500 }),
        fc.constantFrom(20, 100),
        (filling, [first, second], nowMs, slots) => {
          const segment = createSegment(layout, slots)
          const over = new Set<string>()
          for (const { fingerprint, timeMs, over: isOver } of filling) {
            if (findRow(segment, ...fingerprint) >= 0) continue
            const row = insertRow(segment, ...fingerprint, timeMs)
            if (row < 0 || !isOver) continue
            counter.kernel.charge(segment, row * layout.rowBytes + counter.offset, counter, timeMs)
            if (timeMs + 1000 > nowMs) over.add(fingerprint.join())
          }
          if (findRow(segment, first, second) >= 0 || (hasSlot(segment, second) && segment.rows < segment.places))
            return
          const victim = findVictim(segment, second, nowMs)
          if (victim < 0) return
          removeRow(segment, victim)
          expect(insertRow(segment, first, second, nowMs)).toBeGreaterThanOrEqual(0)
          expect(faultsOf(segment)).toEqual([])
          for (const name of over) {
            const [one, two] = name.split(',').map(Number)
            expect(findRow(segment, one!, two!)).toBeGreaterThanOrEqual(0)
          }
        },
      ),
    )
  })

  it('sweeps expired rows first, then the clean one touched longest ago, and leaves rows over their limit', () => {
    const segment = createSegment(layout, 16)
    const over = insertRow(segment, 1, 0x10000000, 500)
    counter.kernel.charge(segment, over * layout.rowBytes + counter.offset, counter, 500)
    for (const [second, timeMs] of [
      [0x20000000, 700],
      [0x30000000, 600],
      [0x40000000, 0],
      [0x50000000, 100],
    ] as const) {
      insertRow(segment, 1, second, timeMs)
    }
    expect(liveRows(segment, 1100)).toBe(3)
    expect(sweepSegment(segment, 1100)).toBe(2)
    expect(sweepSegment(segment, 1100)).toBe(-1)
    expect(findRow(segment, 1, 0x30000000)).toBe(-1)
    expect(sweepSegment(segment, 1100)).toBe(-1)
    expect(sweepSegment(segment, 1100)).toBe(0)
    expect(findRow(segment, 1, 0x10000000)).toBeGreaterThanOrEqual(0)
  })

  it('carries counts along when rows move', () => {
    const segment = createSegment(layout, 32)
    for (let i = 9; i > 0; i--) {
      const row = insertRow(segment, i, 0x1000_0000 + i, i)
      counter.kernel.charge(segment, row * layout.rowBytes + counter.offset, counter, i)
    }
    for (let i = 1; i <= 9; i++) {
      const at = findRow(segment, i, 0x1000_0000 + i) * layout.rowBytes
      advanceRow(segment, at, layout, 500)
      expect(counter.kernel.check(segment, at + counter.offset, counter, 500)).toBe(500 + i)
    }
  })
})

/** What is wrong with a segment: entries out of reach or order, gaps before them, rows without an entry or with two. */
function faultsOf(segment: Segment): string[] {
  const { index, words, stride } = segment
  const slots = [...index.keys()].filter((slot) => index[slot] !== 0)
  const faults = slots.flatMap((slot) => {
    const distance = distanceOf(segment, slot)
    const gap = Array.from({ length: Math.max(0, distance) }, (_, i) => slot - 1 - i).find((one) => index[one] === 0)
    const second = words[rowAt(segment, slot) * stride + 1]!
    const ordered = index[slot - 1] === undefined || index[slot - 1]! >>> 13 <= index[slot]! >>> 13
    const tagged = second >>> 13 === index[slot]! >>> 13
    const sound = distance >= 0 && distance < probeLength && gap === undefined && ordered && tagged
    return sound ? [] : [`slot ${slot}: distance ${distance}, gap at ${gap}, ordered ${ordered}, tagged ${tagged}`]
  })
  const named = slots.map((slot) => rowAt(segment, slot)).toSorted((x, y) => x - y)
  const used = rowsInUse(segment)
  if (named.join() !== used.join()) faults.push(`entries name rows ${named.join()}, in use are ${used.join()}`)
  return segment.rows === used.length ? faults : [...faults, `${segment.rows} rows for ${used.length}`]
}

function rowsInUse(segment: Segment): number[] {
  return Array.from({ length: segment.untouched }, (_, row) => row).filter((row) => isRow(segment, row))
}

/** The instants of a segment's rows by their fingerprints. */
function rowsOf(segment: Segment): Map<string, number> {
  const { words, doubles, stride } = segment
  return new Map(
    rowsInUse(segment).map((row) => [
      `${words[row * stride]} ${words[row * stride + 1]}`,
      doubles[(row * stride) / 2 + 1]!,
    ]),
  )
}
