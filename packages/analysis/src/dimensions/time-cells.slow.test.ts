import { runs } from '@tidegate/test-support'
import { createZoneReader, isWindowOpen, type WindowSpec, type WindowTerm } from '@tidegate/values'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Atom } from '../logic/atom.ts'
import type { FiniteCell } from './finite-dimension.ts'
import { timeCells } from './time-cells.ts'

const nowMs = Date.UTC(2026, 2, 28, 10)
const minute = fc.constantFrom(0, 60, 90, 150, 240, 1020, 1439)
const clock = fc.tuple(minute, minute).filter(([from, to]) => from !== to)
const term: fc.Arbitrary<WindowTerm> = fc
  .record({
    clock: fc.option(
      clock.map(([from, to]) => ({ from, to })),
      { nil: undefined },
    ),
    days: fc.option(fc.integer({ min: 1, max: 127 }), { nil: undefined }),
    dates: fc.constantFrom(
      undefined,
      { first: '2026-03-28', last: '2026-03-30' },
      { first: '2026-10-25', last: '2026-10-25' },
      { first: '2031-12-31', last: '2032-02-29' },
    ),
  })
  .map(({ clock: span, days, dates }) => ({
    ...(span !== undefined && { clock: span }),
    ...(days !== undefined && { days }),
    ...(dates !== undefined && { dates }),
  }))
const spec: fc.Arbitrary<WindowSpec> = fc.record({
  terms: fc.array(term, { minLength: 1, maxLength: 2 }),
  except: fc.array(term, { maxLength: 1 }),
  zone: fc.constantFrom('UTC', 'Europe/Bucharest', 'America/St_Johns'),
})

const instant = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 2, 26), max: Date.UTC(2026, 3, 2) }),
  fc.integer({ min: Date.UTC(2026, 9, 22), max: Date.UTC(2026, 9, 29) }),
  fc.integer({ min: Date.UTC(2031, 11, 29), max: Date.UTC(2032, 0, 3) }),
  fc.integer({ min: Date.UTC(2032, 1, 27), max: Date.UTC(2032, 2, 3) }),
  fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2100, 11, 31) }),
)

function heldBy(cell: FiniteCell, atoms: readonly Atom[]): string {
  return atoms.map((_, atom) => Number(cell.holds(atom))).join('')
}

describe('cells of time', () => {
  it('contain every moment, by the windows that are open then', () => {
    const zones = createZoneReader()
    fc.assert(
      fc.property(
        fc.array(spec, { minLength: 1, maxLength: 3 }),
        fc.array(instant, { minLength: 40, maxLength: 40 }),
        (specs, instants) => {
          const atoms = specs.map((each): Atom => ({ kind: 'window', spec: each, open: true, inDoubt: true }))
          const plausible = timeCells(atoms, nowMs).slice(0, -1)
          const known = plausible.map((cell) => heldBy(cell, atoms))
          expect(new Set(known).size).toBe(known.length)
          for (const at of instants) {
            expect(known).toContain(specs.map((each) => Number(isWindowOpen(each, at, zones))).join(''))
          }
        },
      ),
      { numRuns: runs(8) },
    )
  })

  it('have a period in which their windows are open, and end with the implausible clock', () => {
    const zones = createZoneReader()
    fc.assert(
      fc.property(fc.array(spec, { minLength: 1, maxLength: 2 }), fc.boolean(), (specs, inDoubt) => {
        const atoms = specs.map((each): Atom => ({ kind: 'window', spec: each, open: true, inDoubt }))
        const cells = timeCells(atoms, nowMs)
        for (const cell of cells.slice(0, -1)) {
          const stretch = cell.value.kind === 'time' ? cell.value.cell.stretch! : undefined
          for (const at of [stretch!.from, stretch!.until - 60_000]) {
            expect(specs.map((each) => Number(isWindowOpen(each, at, zones))).join('')).toBe(heldBy(cell, atoms))
          }
        }
        expect(heldBy(cells.at(-1)!, atoms)).toBe(Number(inDoubt).toString().repeat(specs.length))
      }),
      { numRuns: runs(5) },
    )
  })
})
