import { expect, it } from 'vitest'
import { refusedByRules } from './replayed-rules.ts'

it('lists what rules refused, with the most first', () => {
  const refused = { 'a.policy:3': 4, 'lists/b.policy:10': 45, 'a.policy:1': 4 }
  expect(refusedByRules({ log: 'access.log', total: 1_800, refused })).toEqual([
    { file: 'lists/b.policy', line: 10, label: 'lists/b.policy:10', description: 'refused 45 of 1,800 (2.50 %)' },
    { file: 'a.policy', line: 1, label: 'a.policy:1', description: 'refused 4 of 1,800 (0.22 %)' },
    { file: 'a.policy', line: 3, label: 'a.policy:3', description: 'refused 4 of 1,800 (0.22 %)' },
  ])
  expect(refusedByRules({ log: 'empty.log', total: 0, refused: { 'a.policy:1': 0 } })[0]?.description).toBe(
    'refused 0 of 0 (0.00 %)',
  )
})
