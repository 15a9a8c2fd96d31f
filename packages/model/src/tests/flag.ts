import { isUnknownFact } from '../view/is-unknown.ts'
import { factKey } from './key-words.ts'
import type { TestKind } from './test-kind.ts'

/** A flag is true. `fact` is an index in `facts`, of type `flag`. */
export interface Flag {
  readonly kind: 'flag'
  readonly fact: number
}

export const flag: TestKind<Flag> = {
  value: ({ fact }, { facts }) => (isUnknownFact(facts.values[fact]) ? undefined : facts.values[fact] === true),
  reads: ({ fact }) => [{ kind: 'fact', fact }],
  text: ({ fact }, model) => model.facts[fact]!.name,
  found: ({ fact }, holds, { model, facts }) =>
    `${model.facts[fact]!.name} is ${holds ? 'true' : facts.values[fact] === false ? 'false' : 'absent'}`,
  key: ({ fact }, names) => factKey(fact, names),
}
