import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { expect, it } from 'vitest'

import { buildTokenScan } from './build-token-scan.ts'
import { checkTokenScan } from './check-token-scan.ts'
import { scanTokens } from './scan-tokens.ts'
import type { TokenScan } from './token-scan.ts'

const texts = ['googlebot', 'bingbot', 'bot', 'spider', 'baiduspider', 'crawler', 'a'.repeat(40)]
const scan = buildTokenScan(texts.map((text, index) => ({ text, word: index % 2 === 0 })))

it('accepts a built scan, cloned or not', () => {
  expect(checkTokenScan(scan)).toBeUndefined()
  expect(checkTokenScan(structuredClone(scan))).toBeUndefined()
  expect(checkTokenScan(buildTokenScan([]))).toBeUndefined()
})

it('reports what is wrong with an invalid automaton', () => {
  const { filter } = scan
  const faults: readonly [unknown, string][] = [
    [undefined, 'a token scan is not an object'],
    [{ ...scan, kind: 'trie' }, 'a token scan is of another kind'],
    [{ ...scan, rows: [...scan.rows] }, 'a part of a token scan is not an array of its type'],
    [{ ...scan, classCount: 0 }, 'the classes of a token scan are out of bounds'],
    [{ ...scan, rows: scan.rows.slice(1) }, 'the parts of a token scan differ in length'],
    [{ ...scan, rows: new Uint32Array(0) }, 'the parts of a token scan differ in length'],
    [{ ...scan, steps: scan.steps.slice(1) }, 'the parts of a token scan differ in length'],
    [{ ...scan, classes: scan.classes.map(() => 99) }, 'a class of a token scan is out of bounds'],
    [{ ...scan, rows: scan.rows.map(() => scan.output.length) }, 'a row of a token scan leads out of bounds'],
    [{ ...scan, steps: scan.steps.map(() => 0xffff) }, 'a step of a token scan leads out of bounds'],
    [{ ...scan, steps: scan.steps.map(() => 1) }, 'a step of a token scan leads out of bounds'],
    [{ ...scan, otherwise: scan.otherwise.map(() => 1e6) }, 'a state of a token scan refers to a state out of bounds'],
    [
      { ...scan, otherwise: scan.otherwise.map((_, at) => at) },
      'states of a token scan refer to each other in a circle',
    ],
    [{ ...scan, steps: scan.steps.map(() => 255) }, 'states of a token scan refer to each other in a circle'],
    [{ ...scan, output: scan.output.map(() => 1e6) }, 'an output of a token scan is out of bounds'],
    [{ ...scan, listStart: scan.listStart.toReversed() }, 'the lists of a token scan are out of order'],
    [{ ...scan, tokens: scan.tokens.map(() => texts.length) }, 'a token of a token scan is out of bounds'],
    [{ ...scan, classes: scan.classes.slice(128) }, 'the parts of a token scan differ in length'],
    [{ ...scan, filter: 7 }, 'a gram filter is not an object'],
    [{ ...scan, filter: { ...filter, slots: [0, 0] } }, 'the slots of a gram filter are not an array of their type'],
    [
      { ...scan, filter: { ...filter, slots: filter.slots.slice(1) } },
      'the slots of a gram filter are not a power of two',
    ],
    [{ ...scan, filter: { ...filter, gramLength: 1 } }, 'the grams of a gram filter are too short or too long'],
    [{ ...scan, filter: { ...filter, gramLength: 5 } }, 'the grams of a gram filter are too short or too long'],
    [{ ...scan, filter: { ...filter, stride: -1 } }, 'the stride or reach of a gram filter is out of bounds'],
    [{ ...scan, filter: { ...filter, stride: 0.5 } }, 'the stride or reach of a gram filter is out of bounds'],
    [{ ...scan, filter: { ...filter, reach: Number.NaN } }, 'the stride or reach of a gram filter is out of bounds'],
  ]
  for (const [stored, fault] of faults) expect(checkTokenScan(stored)).toBe(fault)
})

it('accepts only automata on which every scan ends, after any change', () => {
  const parts = ['classes', 'rows', 'steps', 'otherwise', 'output', 'listStart', 'tokens', 'lengths'] as const
  const change = fc.tuple(fc.constantFrom(...parts), fc.nat(), fc.oneof(fc.nat(60), fc.integer()))
  let passed = 0
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.string({ maxLength: 80 }), (changes, text) => {
      const stored: TokenScan = structuredClone(scan)
      for (const [part, at, value] of changes) stored[part][at % stored[part].length] = value
      if (checkTokenScan(stored) !== undefined) return
      passed++
      const best = scanTokens(stored, `Googlebot/2.1 ${text} baiduspider`, new Uint32Array(1))
      expect(best).toBeLessThan(texts.length)
    }),
    { numRuns: runs(1_000) },
  )
  expect(passed).toBeGreaterThan(20)
})

it('accepts only filters on which every scan ends, with any content', () => {
  const filters = fc.record(
    {
      gramLength: fc.integer({ min: 2, max: 5 }),
      stride: fc.integer({ min: -1, max: 300 }),
      reach: fc.nat(),
      slots: fc.constantFrom(1, 2, 3, 4, 64).chain((length) => fc.uint8Array({ minLength: length, maxLength: length })),
    },
    { requiredKeys: [] },
  )
  let passed = 0
  fc.assert(
    fc.property(filters, fc.string({ maxLength: 80 }), (filter, text) => {
      const stored: TokenScan = { ...scan, filter: { ...scan.filter, ...filter } }
      if (checkTokenScan(stored) !== undefined) return
      passed++
      const best = scanTokens(stored, `Googlebot/2.1 ${text} baiduspider`, new Uint32Array(1))
      expect(best).toBeLessThan(texts.length)
    }),
    { numRuns: runs(1_000) },
  )
  expect(passed).toBeGreaterThan(100)
})

it('never throws for any value', () => {
  fc.assert(
    fc.property(fc.anything(), (stored) => {
      expect(['string', 'undefined']).toContain(typeof checkTokenScan(stored))
    }),
  )
})
