import { expect, it } from 'vitest'
import { createRareWarnings } from './rare-warnings.ts'

it('writes a warning about the same thing once a minute, with the number of those in between', () => {
  let nowMs = 0
  const lines: unknown[] = []
  const rare = createRareWarnings(
    (fields, message) => lines.push([fields, message]),
    () => nowMs,
  )
  expect([rare.warn('a', { n: 1 }, 'x'), rare.warn('a', { n: 2 }, 'x'), rare.warn('b', {}, 'y')]).toEqual([
    true,
    false,
    true,
  ])
  nowMs = 60_000
  expect(rare.warn('a', { n: 3 }, 'x')).toBe(true)
  expect(lines).toEqual([
    [{ n: 1 }, 'x'],
    [{}, 'y'],
    [{ n: 3, unwritten: 1 }, 'x'],
  ])
})

it('writes what was not written yet on request, once', () => {
  const lines: unknown[] = []
  const rare = createRareWarnings(
    (fields, message) => lines.push([fields, message]),
    () => 0,
  )
  for (let n = 0; n < 4; n++) rare.warn('a', { n }, 'x')
  rare.flush()
  rare.flush()
  expect(lines).toEqual([
    [{ n: 0 }, 'x'],
    [{ n: 3, unwritten: 2 }, 'x'],
  ])
})
