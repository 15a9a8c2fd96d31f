import { expect, it } from 'vitest'
import { createBudget, partOfBudget } from './budget.ts'

it('is exhausted when more is requested than is left, and stays exhausted', () => {
  const budget = createBudget(10)
  expect([budget.spend(10), budget.isExhausted(), budget.spend(1), budget.spend(0)]).toEqual([
    true,
    false,
    false,
    false,
  ])
  expect([budget.spent(), budget.isExhausted(), budget.limit]).toEqual([10, true, 10])
})

it('is spent by its parts, and a part that is exhausted leaves the rest to the others', () => {
  const whole = createBudget(10)
  const first = partOfBudget(whole, 6)
  expect([first.spend(5), first.spend(2), first.isExhausted(), whole.isExhausted()]).toEqual([true, false, true, false])
  const second = partOfBudget(whole, 100)
  expect([second.limit, second.spend(6), whole.isExhausted(), whole.spent()]).toEqual([5, false, false, 5])
  expect(partOfBudget(whole, 5).spend(5)).toBe(true)
  expect(partOfBudget(whole, 5).limit).toBe(0)
})
