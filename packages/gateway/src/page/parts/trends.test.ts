import { expect, it } from 'vitest'
import { createSampleOperator } from '../../testing/sample-operator.ts'
import { createTrends } from './trends.ts'

const startMs = Date.UTC(2026, 10, 30, 12)

/** Trends of a gateway that decides `pass` and `block` so often as `decided` says, with `rules` rules that each refused `refused`. */
function setUp(rules = 1) {
  const state = { nowMs: startMs, pass: 0, block: 0, refused: 0, rules }
  const sample = createSampleOperator((field) => field, startMs)
  const [site] = sample.status().sites
  const [rule] = sample.rules()
  const operator = {
    status: () => ({
      ...sample.status(),
      sites: [{ ...site!, decisions: { pass: state.pass, block: state.block, limit: 0 } }],
    }),
    rules: () =>
      Array.from({ length: state.rules }, (_, i) => ({
        ...rule!,
        rule: { ...rule!.rule, id: `rule ${i}` },
        refused: state.refused,
        wouldRefuse: 0,
      })),
  }
  return { state, trends: createTrends(operator, () => state.nowMs) }
}

it('counts by minute, and forgets what is older than an hour', () => {
  const { state, trends } = setUp()
  trends.sample()
  for (let minute = 0; minute < 70; minute++) {
    state.pass += minute
    state.refused += 1
    trends.sample()
    state.nowMs += 60_000
  }
  const { pass, block } = trends.decisions()
  expect(pass).toHaveLength(60)
  expect([pass[0], pass.at(-2), pass.at(-1)]).toEqual([11, 69, 0])
  expect(block.every((count) => count === 0)).toBe(true)
  expect(trends.ofRule('site', 'rule 0')!.reduce((sum, count) => sum + count, 0)).toBe(59)
})

it('says how many decisions were made per second since the sample before', () => {
  const { state, trends } = setUp()
  trends.sample()
  state.pass += 900
  state.block += 100
  state.nowMs += 5_000
  trends.sample()
  expect(trends.perSecond()).toBe(200)
})

it('remembers a bounded number of rules, and invents no burst for one that comes back', () => {
  const { state, trends } = setUp(600)
  state.refused = 1_000
  trends.sample()
  expect(
    [trends.ofRule('site', 'rule 499'), trends.ofRule('site', 'rule 500')].map((counts) => counts?.at(-1)),
  ).toEqual([1_000, undefined])
  state.rules = 0
  trends.sample()
  expect(trends.ofRule('site', 'rule 0')).toBeUndefined()
  state.rules = 600
  trends.sample()
  expect(trends.ofRule('site', 'rule 0')?.at(-1)).toBe(0)
})
