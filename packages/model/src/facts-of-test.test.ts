import { expect, it } from 'vitest'
import { leaf } from './condition.ts'
import { factsReadBy } from './facts-of-test.ts'
import { guardOf, limit, modelOf, placeAt } from './testing/model-of.ts'

it('factsReadBy finds facts in guards, keys and costs', () => {
  const flag = (fact: number): ReturnType<typeof leaf> => leaf({ kind: 'flag', fact })
  const cases = [{ places: 2, condition: flag(2), text: '…', place: placeAt(1) }]
  const model = modelOf({
    facts: [0, 1, 2, 3, 4].map((fact) => ({ name: `f${fact}`, type: 'flag', presence: 'required' })),
    rules: [
      limit(5, {
        guards: [guardOf('when', flag(0))],
        key: [{ kind: 'fact', fact: 1 }],
        cost: { kind: 'cases', cases },
      }),
      limit(5, { cost: { kind: 'fact', fact: 3 } }),
    ],
  })
  expect(factsReadBy(model)).toEqual(new Set([0, 1, 2, 3]))
})
