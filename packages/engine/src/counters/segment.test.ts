import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocateCells } from './cells.ts'
import { findVictim, liveRows, rebuildSegment, sweepSegment } from './make-room.ts'
import { layRow } from './row-layout.ts'
import { advanceRow } from './row.ts'
import {
  createSegment,
  distanceOf,
  endOf,
  findSlot,
  hasRoom,
  insertRow,
  isEmpty,
  probeLength,
  removeRow,
  segmentBytes,
  slotsOf,
  type Segment,
} from './segment.ts'

const layout = layRow(
  { identity: 'ip', shadow: false, counters: [{ identity: 'x', algorithm: 'log', count: 1, periodMs: 1000 }] },
  1,
  undefined,
)
const counter = layout.counters[0]!

/** Few different words, so that homes collide and orders tie. */
const fingerprints = fc.tuple(
  fc.integer({ min: -20, max: 19 }).map((n) => n * 100_000_000 + 1),
  fc.integer({ min: -2, max: 1 }),
)

describe('a segment', () => {
  it('contains the same rows as a map, in order and within reach, through insertions, removals and rebuilding', () => {
    const acts = fc.array(fc.tuple(fc.constantFrom('insert', 'insert', 'insert', 'remove', 'rebuild'), fingerprints), {
      maxLength: 200,
    })
    fc.assert(
      fc.property(acts, fc.integer({ min: 1, max: 100 }), (moves, slots) => {
        const cells = allocateCells(3 * segmentBytes(layout, slots))
        let segment = createSegment(layout, slots, cells, slotsOf(slots))
        const model = new Map<string, number>()
        let nowMs = 0
        for (const [act, [first, second]] of moves) {
          const name = `${first} ${second}`
          const slot = findSlot(segment, first, second)
          expect(slot >= 0).toBe(model.has(name))
          if (act === 'insert' && slot < 0) {
            const room = hasRoom(segment, first)
            const inserted = insertRow(segment, first, second, nowMs) >= 0
            if (inserted !== room) throw new Error('an insertion contradicts `hasRoom`')
            if (room) model.set(name, nowMs++)
          } else if (act === 'remove' && slot >= 0) {
            removeRow(segment, slot)
            model.delete(name)
          } else if (act === 'rebuild') {
            segment = rebuildSegment(segment, createSegment(layout, slots), 0)!
          }
          expect(faultsOf(segment)).toEqual([])
          expect(rowsOf(segment)).toEqual(model)
        }
        const [before, behind] = [0, 2].map((place) => createSegment(layout, slots, cells, place * slotsOf(slots)))
        expect([...rowsOf(before!), ...rowsOf(behind!)]).toEqual([])
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
            if (findSlot(segment, ...fingerprint) >= 0) continue
            const slot = insertRow(segment, ...fingerprint, timeMs)
            if (slot < 0 || !isOver) continue
            counter.kernel.charge(segment.cells, slot * layout.rowBytes + counter.offset, counter, timeMs, 1)
            if (timeMs + 1000 > nowMs) over.add(fingerprint.join())
          }
          if (findSlot(segment, first, second) >= 0 || hasRoom(segment, first)) return
          const victim = findVictim(segment, first, nowMs)
          if (victim < 0) return
          removeRow(segment, victim)
          expect(insertRow(segment, first, second, nowMs)).toBeGreaterThanOrEqual(0)
          expect(faultsOf(segment)).toEqual([])
          for (const name of over) {
            const [one, two] = name.split(',').map(Number)
            expect(findSlot(segment, one!, two!)).toBeGreaterThanOrEqual(0)
          }
        },
      ),
    )
  })

  it('sweeps expired rows first, then the least recently used clean one, and keeps rows over their limit', () => {
    const segment = createSegment(layout, 16)
    const over = insertRow(segment, -0x70000000, 1, 500)
    counter.kernel.charge(segment.cells, over * layout.rowBytes + counter.offset, counter, 500, 1)
    for (const [first, timeMs] of [
      [-0x60000000, 700],
      [-0x50000000, 600],
      [-0x40000000, 0],
      [-0x30000000, 100],
    ] as const) {
      insertRow(segment, first, 1, timeMs)
    }
    expect(liveRows(segment, 1100)).toBe(3)
    expect(sweepSegment(segment, 1100)).toBe(2)
    expect(sweepSegment(segment, 1100)).toBe(-1)
    expect(findSlot(segment, -0x50000000, 1)).toBe(-1)
    expect(sweepSegment(segment, 1100)).toBe(-1)
    expect(sweepSegment(segment, 1100)).toBe(0)
    expect(findSlot(segment, -0x70000000, 1)).toBeGreaterThanOrEqual(0)
  })

  it('finds a row to evict from any position of its hand', () => {
    const hands = endOf(createSegment(layout, 64))
    for (let hand = 0; hand <= hands; hand++) {
      const segment = createSegment(layout, 64)
      for (let row = 0; row < 10; row++) insertRow(segment, (row - 5) * 0x10000000 + 1, 1, 100)
      segment.hand = hand
      expect(sweepSegment(segment, 200)).toBe(-1)
      expect(segment.rows).toBe(9)
    }
  })

  it('is blank again if the rows of another do not fit', () => {
    const segment = createSegment(layout, 64)
    for (let row = 1; row <= 60; row++) insertRow(segment, row * 0x2000000, 1, 0)
    const blank = createSegment(layout, 4)
    expect(rebuildSegment(segment, blank, 0)).toBeUndefined()
    expect(rowsOf(blank).size + blank.rows).toBe(0)
  })

  it('keeps counts when rows move', () => {
    const segment = createSegment(layout, 32)
    for (let i = 9; i > 0; i--) {
      const slot = insertRow(segment, 0x1000_0000 + i, i, i)
      counter.kernel.charge(segment.cells, slot * layout.rowBytes + counter.offset, counter, i, 1)
    }
    for (let i = 1; i <= 9; i++) {
      const at = findSlot(segment, 0x1000_0000 + i, i) * layout.rowBytes
      advanceRow(segment.cells, at, layout, 500)
      expect(counter.kernel.check(segment.cells, at + counter.offset, counter, 500, 1)).toBe(500 + i)
    }
  })
})

/** The faults of a segment: rows out of reach or order, or with a gap before them. */
function faultsOf(segment: Segment): string[] {
  const slots = rowsInUse(segment)
  const faults = slots.flatMap((slot) => {
    const distance = distanceOf(segment, slot)
    const gap = Array.from({ length: Math.max(0, distance) }, (_, i) => slot - 1 - i).find((one) =>
      isEmpty(segment, one),
    )
    const ordered =
      slot === segment.start || isEmpty(segment, slot - 1) || firstOf(segment, slot - 1) <= firstOf(segment, slot)
    const sound = distance >= 0 && distance < probeLength && gap === undefined && ordered
    return sound ? [] : [`slot ${slot}: distance ${distance}, gap at ${gap}, ordered ${ordered}`]
  })
  return segment.rows === slots.length ? faults : [...faults, `${segment.rows} rows for ${slots.length}`]
}

function rowsInUse(segment: Segment): number[] {
  return Array.from({ length: endOf(segment) - segment.start }, (_, i) => segment.start + i).filter(
    (slot) => !isEmpty(segment, slot),
  )
}

function firstOf({ cells, stride }: Segment, slot: number): number {
  return cells.words[slot * stride]! | 0
}

/** The instants of a segment's rows by their fingerprints. */
function rowsOf(segment: Segment): Map<string, number> {
  const { cells, stride } = segment
  return new Map(
    rowsInUse(segment).map((slot) => [
      `${firstOf(segment, slot)} ${cells.words[slot * stride + 1]! | 0}`,
      cells.doubles[(slot * stride) / 2 + 1]!,
    ]),
  )
}
