import { type Condition, leaf, type TextSubject, textMatches } from '@tidegate/model'
import { expect, it } from 'vitest'
import { createModelSets } from '../../model-sets.ts'
import { createLogic } from './logic.ts'

const operators = ['contains', 'starts-with', 'ends-with'] as const
const texts = ['a', 'b', 'ab', 'ba']
const values = ['', 'a', 'b'].flatMap((x) => ['', 'a', 'b', 'c'].flatMap((y) => ['', 'a', 'b'].map((z) => x + y + z)))
const logic = createLogic({ sets: createModelSets(), facts: [] })

const all = (...parts: readonly Condition[]): Condition => ({ kind: 'and', all: parts })
const not = (condition: Condition): Condition => ({ kind: 'not', condition })
const part = (subject: TextSubject, operator: (typeof operators)[number], value: string): Condition =>
  leaf({ kind: 'text-match', subject, operator, value })

it('finds out which pairs of tests of parts exclude or imply each other, as trying values does', () => {
  const tests = operators.flatMap((operator) => texts.map((value) => ({ operator, value })))
  const longer = values.flatMap((one) => values.map((other) => one + other))
  for (const one of tests) {
    for (const other of tests) {
      const holding = longer.filter((text) => textMatches(one.operator, text, one.value))
      const both = holding.some((text) => textMatches(other.operator, text, other.value))
      const onlyOne = holding.some((text) => !textMatches(other.operator, text, other.value))
      const [a, b] = [
        part({ kind: 'agent' }, one.operator, one.value),
        part({ kind: 'agent' }, other.operator, other.value),
      ]
      expect([one, other, logic.canHold(all(a, b)), logic.canHold(all(a, not(b)))]).toEqual([one, other, both, onlyOne])
    }
  }
})

it('compares parts of paths with whole paths', () => {
  const path = { kind: 'path' } as const
  const is = leaf({ kind: 'text-in', subject: path, values: ['/a.php'] })
  expect(logic.canHold(all(is, part(path, 'ends-with', '.html')))).toBe(false)
  expect(logic.canHold(all(is, part(path, 'ends-with', '.php'), part(path, 'starts-with', '/a')))).toBe(true)
})

it('does not combine the values of a field that may occur more than once', () => {
  const header = { kind: 'header', name: 'x' } as const
  expect(logic.canHold(all(part(header, 'starts-with', 'a'), part(header, 'starts-with', 'b')))).toBe(true)
})
