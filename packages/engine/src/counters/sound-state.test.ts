import { expect, it } from 'vitest'
import { allocateCells } from './cells.ts'
import { layRow } from './row-layout.ts'
import { isSoundRow } from './sound-state.ts'
import type { CounterSpec } from './store.ts'

const periodMs = 60_000

function isSound(spec: CounterSpec, words: readonly number[], doubles: readonly number[] = []): boolean {
  const layout = layRow({ identity: 'ip', shadow: false, counters: [spec] }, 0, undefined)
  const cells = allocateCells(layout.rowBytes)
  cells.words.set(words, 4)
  cells.doubles.set(doubles, 2)
  return isSoundRow(cells, 0, layout)
}

const log: CounterSpec = { identity: 'a', algorithm: 'log', count: 3, periodMs }
const ring: CounterSpec = { identity: 'a', algorithm: 'ring', count: 20, periodMs }
const bucket: CounterSpec = { identity: 'a', algorithm: 'gcra', count: 5, burst: 2, periodMs }

it.each([
  ['lives that fall', isSound(log, [60_000, 100, 0]), true],
  ['lives that rise', isSound(log, [100, 60_000, 0]), false],
  ['a life longer than the period', isSound(log, [60_001, 0, 0]), false],
  ['a ring whose total is that of its cells', isSound(ring, [0, 0, 3, 3]), true],
  ['a ring whose total is another', isSound(ring, [0, 0, 4, 3]), false],
  ['a ring with more than its count', isSound(ring, [0, 0, 21, 21]), false],
  ['a full bucket', isSound(bucket, [], [2 * periodMs]), true],
  ['more than a full bucket', isSound(bucket, [], [2 * periodMs + 1]), false],
  ['a part of a unit in a bucket', isSound(bucket, [], [0.5]), false],
])('finds rows that no store can have made: %s', (_, isFound, expected) => {
  expect(isFound).toBe(expected)
})
