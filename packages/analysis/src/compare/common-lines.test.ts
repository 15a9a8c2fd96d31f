import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commonLines } from './common-lines.ts'
import { type EffectList, effectList, lineKey } from './effect-list.ts'
import { certainly } from '../logic/proposition.ts'

const line = fc.tuple(fc.nat(6), fc.constantFrom('x', 'y'))
const list: fc.Arbitrary<EffectList> = fc.array(line, { maxLength: 7 }).map((lines) =>
  effectList(
    lines.map(([key, effect]) => ({ condition: certainly(true), key: String(key), effect })),
    'z',
  ),
)

function keysOf({ entries }: EffectList): readonly string[] {
  return entries.map(lineKey)
}

/** Whether the lines with different effects are in the same order in both lists. */
function isConsistent(a: EffectList, b: EffectList, keys: ReadonlySet<string>): boolean {
  const [inA, inB] = [keysOf(a), keysOf(b)]
  return [...keys].every((one) =>
    [...keys].every((other) => {
      if (one[0] === other[0]) return true
      return Math.sign(inA.indexOf(one) - inA.indexOf(other)) === Math.sign(inB.indexOf(one) - inB.indexOf(other))
    }),
  )
}

describe('commonLines', () => {
  it('returns lines of both lists, with lines of different effects in the same order', () => {
    fc.assert(
      fc.property(list, list, (a, b) => {
        const common = commonLines(a, b)
        expect([...common].every((key) => keysOf(a).includes(key) && keysOf(b).includes(key))).toBe(true)
        expect(isConsistent(a, b, common)).toBe(true)
      }),
      { numRuns: runs(500) },
    )
  })

  it('returns all shared lines if the effects are in the same order', () => {
    fc.assert(
      fc.property(list, list, (a, b) => {
        const shared = new Set(keysOf(a).filter((key) => keysOf(b).includes(key)))
        const sorted = ({ entries, otherwise }: EffectList): EffectList => ({
          entries: entries.toSorted((x, y) => (x.effect < y.effect ? -1 : 1)),
          otherwise,
        })
        expect(commonLines(sorted(a), sorted(b))).toEqual(shared)
      }),
    )
  })
})
