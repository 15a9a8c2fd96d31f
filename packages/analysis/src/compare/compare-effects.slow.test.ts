import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBudget } from '@tidegate/values'
import { type Comparison, compareEffects } from './compare-effects.ts'
import { commonLines } from './common-lines.ts'
import { type EffectEntry, type EffectList, effectList, lineKey } from './effect-list.ts'
import { type Point, statusAt } from '../regions/region.ts'
import { certainly, type Proposition, propositionText, truthOf } from '../logic/proposition.ts'
import { createSpaceDraft, buildDimensions } from '../dimensions/space.ts'

const flags = ['a', 'b', 'c', 'd'] as const
const space = createSpaceDraft()
const literals = flags.map((fact) => space.atom({ kind: 'flag', fact }, { kind: 'true' }))
const dimensions = buildDimensions(space, 0, createBudget(1))

/** Every combination of values: a flag is absent, false, or true. */
const allPoints: readonly Point[] = dimensions.reduce<readonly Point[]>(
  (points, { whole }) => points.flatMap((point) => whole.cells.map((cell) => [...point, cell])),
  [[]],
)

const proposition: fc.Arbitrary<Proposition> = fc.letrec<{ condition: Proposition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 2 },
    fc.tuple(fc.nat(flags.length - 1), fc.boolean()).map(([flag, wanted]) => ({ ...literals[flag]!, wanted })),
    fc.boolean().map(certainly),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((all) => space.allOf(all)),
    fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((any) => space.anyOf(any)),
  ),
})).condition

const entry: fc.Arbitrary<EffectEntry> = fc
  .tuple(proposition, fc.constantFrom('x', 'y', 'z'))
  .map(([condition, effect]) => ({ condition, effect, key: propositionText(condition) }))
const list = fc.array(entry, { maxLength: 6 })

/** Two lists that share some of their lines, each in its own order. */
const lists = fc
  .tuple(list, list, list, fc.array(fc.nat(100), { minLength: 12, maxLength: 12 }))
  .map(([shared, onlyA, onlyB, keys]): readonly [EffectList, EffectList] => {
    const shuffled = (entries: readonly EffectEntry[], from: number): readonly EffectEntry[] =>
      entries
        .map((each, index) => [keys[(index + from) % keys.length]!, each] as const)
        .toSorted(([x], [y]) => x - y)
        .map(([, each]) => each)
    return [effectList(shuffled([...shared, ...onlyA], 0), 'z'), effectList(shuffled([...shared, ...onlyB], 5), 'z')]
  })

function effectAt({ entries, otherwise }: EffectList, point: Point): string {
  return entries.find(({ condition }) => truthOf(condition, statusAt(dimensions, point)) === true)?.effect ?? otherwise
}

function compared([a, b]: readonly [EffectList, EffectList]): Comparison {
  return compareEffects({ dimensions, a, b, budget: createBudget(1_000_000), confirm: () => true })
}

describe('compareEffects', () => {
  it('finds every pair of effects that some request has, and no other', () => {
    fc.assert(
      fc.property(lists, ([a, b]) => {
        const { differences, unsettled } = compared([a, b])
        const pairs = allPoints.map((point) => [effectAt(a, point), effectAt(b, point)] as const)
        const real = new Set(pairs.filter(([from, to]) => from !== to).map((pair) => pair.join()))
        expect(unsettled).toEqual([])
        expect(new Set(differences.map(({ from, to }) => [from, to].join()))).toEqual(real)
      }),
      { numRuns: runs(1_000, 1 / 2) },
    )
  })

  it('gives each difference an example inside its region, and misses no difference outside the regions', () => {
    fc.assert(
      fc.property(lists, ([a, b]) => {
        const { differences } = compared([a, b])
        const isIn = (point: Point, region: (typeof differences)[number]['region']): boolean =>
          region.every(({ cells }, dimension) => cells.includes(point[dimension]!))
        for (const { from, to, region, point } of differences) {
          expect([isIn(point, region), effectAt(a, point), effectAt(b, point)]).toEqual([true, from, to])
        }
        for (const point of allPoints) {
          const [from, to] = [effectAt(a, point), effectAt(b, point)]
          if (from === to) continue
          const similar = differences.filter((each) => each.from === from && each.to === to)
          expect(similar.some(({ region }) => isIn(point, region))).toBe(true)
        }
      }),
      { numRuns: runs(600, 1 / 2) },
    )
  })

  it('attributes every difference to a line that is in one list only', () => {
    fc.assert(
      fc.property(lists, ([a, b]) => {
        const common = commonLines(a, b)
        const isOwn = ({ entries }: EffectList, point: Point): boolean => {
          const deciding = entries.find(({ condition }) => truthOf(condition, statusAt(dimensions, point)) === true)
          return deciding !== undefined && !common.has(lineKey(deciding))
        }
        const differing = allPoints.filter((point) => effectAt(a, point) !== effectAt(b, point))
        expect(differing.filter((point) => !isOwn(a, point) && !isOwn(b, point))).toEqual([])
      }),
      { numRuns: runs(600, 1 / 2) },
    )
  })

  it('reports what is undecided when the budget is exhausted', () => {
    const line = (flag: number, effect: string): EffectEntry => ({
      condition: literals[flag]!,
      effect,
      key: String(flag),
    })
    const [a, b] = [effectList([{ ...line(0, 'x'), rule: 7 }], 'z'), effectList([line(1, 'y')], 'z')]
    const { differences, unsettled } = compareEffects({
      dimensions,
      a,
      b,
      budget: createBudget(1),
      confirm: () => true,
    })
    expect(differences).toEqual([])
    expect(unsettled).toMatchObject([
      { side: 'a', rule: 7, reason: 'budget' },
      { side: 'b', reason: 'budget' },
    ])
  })

  it('reports `no-request` if no example is confirmed', () => {
    const a = effectList([{ condition: literals[0]!, effect: 'x', key: 'a' }], 'z')
    const b = effectList([], 'z')
    const found = compareEffects({ dimensions, a, b, budget: createBudget(100_000), confirm: () => false })
    expect(found).toMatchObject({ differences: [], unsettled: [{ side: 'a', reason: 'no-request' }] })
  })
})
