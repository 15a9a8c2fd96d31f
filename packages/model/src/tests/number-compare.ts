import { isUnknownFact } from '../view/is-unknown.ts'
import { notUnless } from './found-words.ts'
import { factKey } from './key-words.ts'
import type { TestKind } from './test-kind.ts'

/** A number is compared with another one. `fact` is an index in `facts`, of type `number`. */
export interface NumberCompare {
  readonly kind: 'number-compare'
  readonly fact: number
  readonly operator: '==' | '<' | '<=' | '>' | '>='
  readonly value: number
}

export const numberCompare: TestKind<NumberCompare> = {
  value: ({ fact, operator, value }, { facts }) => {
    const number = facts.values[fact]
    if (isUnknownFact(number)) return undefined
    return typeof number === 'number' && numberCompares(operator, number, value)
  },
  reads: ({ fact }) => [{ kind: 'fact', fact }],
  text: ({ fact, operator, value }, model) => `${model.facts[fact]!.name} ${operator} ${value}`,
  found: ({ fact, operator, value }, holds, { model, facts }) => {
    const { name } = model.facts[fact]!
    const number = facts.values[fact]
    if (typeof number !== 'number') return `${name} is absent`
    return `${name} ${number} is ${notUnless(holds)}${operator} ${value}`
  },
  key: ({ fact, operator, value }, names) => `${factKey(fact, names)} ${operator} ${value}`,
}

/** Whether the comparison of a number with a value is true; false for anything but a number. */
export function numberCompares(operator: NumberCompare['operator'], number: number, value: number): boolean {
  switch (operator) {
    case '==':
      return number === value
    case '<':
      return number < value
    case '<=':
      return number <= value
    case '>':
      return number > value
    case '>=':
      return number >= value
  }
}
