import { type AddressSubject, type Condition, leaf, type Test, type TextSubject } from '@tidegate/model'
import {
  addressSetCount,
  botSetCount,
  pathSetCount,
  randomFacts,
  randomTexts,
  randomTokens,
  randomWindows,
} from './random-universe.ts'
import fc from 'fast-check'

/** Any subject of a text. */
export const randomTextSubject: fc.Arbitrary<TextSubject> = fc.constantFrom<TextSubject>(
  { kind: 'method' },
  { kind: 'host' },
  { kind: 'path' },
  { kind: 'target' },
  { kind: 'agent' },
  { kind: 'user' },
  { kind: 'bot' },
  { kind: 'header', name: 'x-key' },
  { kind: 'query', name: 'k' },
  { kind: 'cookie', name: 'c' },
  { kind: 'fact', fact: 0 },
  { kind: 'fact', fact: 1 },
)

const addressSubject: fc.Arbitrary<AddressSubject> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<AddressSubject>({ kind: 'ip' }) },
  { weight: 1, arbitrary: fc.constant<AddressSubject>({ kind: 'peer' }) },
  { weight: 1, arbitrary: fc.constant<AddressSubject>({ kind: 'fact', fact: 4 }) },
)

const text = fc.constantFrom(...randomTexts, ...randomTokens)

const present: fc.Arbitrary<TextSubject> = fc.oneof(
  randomTextSubject,
  fc.nat(randomFacts.length - 1).map((fact): TextSubject => ({ kind: 'fact', fact })),
)

const kinds: readonly fc.Arbitrary<Test>[] = [
  fc.record({ kind: fc.constant('ip-in' as const), subject: addressSubject, set: fc.nat(addressSetCount - 1) }),
  fc.record({ kind: fc.constant('ip-in-fact' as const), subject: addressSubject, fact: fc.constant(5) }),
  fc.record({ kind: fc.constant('bot-in' as const), set: fc.nat(botSetCount - 1) }),
  fc.constant<Test>({ kind: 'agent-oversized' }),
  fc.record({ kind: fc.constant('bot-impersonates' as const), set: fc.nat(botSetCount - 1) }),
  fc.record({
    kind: fc.constant('path-in' as const),
    subject: fc.constantFrom('path' as const, 'target' as const),
    set: fc.nat(pathSetCount - 1),
  }),
  fc.record({
    kind: fc.constant('text-in' as const),
    subject: randomTextSubject,
    values: fc.array(text, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('text-match' as const),
    subject: randomTextSubject,
    operator: fc.constantFrom('contains' as const, 'starts-with' as const, 'ends-with' as const),
    value: text,
  }),
  fc.record({ kind: fc.constant('text-same' as const), subject: randomTextSubject, other: randomTextSubject }),
  fc.record({
    kind: fc.constant('number-compare' as const),
    fact: fc.constant(2),
    operator: fc.constantFrom('==' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
    value: fc.constantFrom(-1, 0, 10),
  }),
  fc.record({ kind: fc.constant('flag' as const), fact: fc.constant(3) }),
  present.map((subject): Test => ({ kind: 'present', subject })),
  present.map((subject): Test => ({ kind: 'not-empty', subject })),
  fc.constant<Test>({ kind: 'present', subject: { kind: 'peer' } }),
  fc.record({ kind: fc.constant('now-in' as const), window: fc.nat(randomWindows.length - 1) }),
]

const tests: readonly fc.Arbitrary<Condition>[] = [
  ...kinds.map((test) => test.map(leaf)),
  fc.constant<Condition>({ kind: 'true' }),
]

/** Alternatives of two tests each, usually with more terms than one rule may have. */
const wideCondition: fc.Arbitrary<Condition> = fc
  .array(fc.tuple(fc.oneof(...tests), fc.oneof(...tests)), { minLength: 15, maxLength: 20 })
  .map((pairs) => ({ kind: 'or', any: pairs.map((all): Condition => ({ kind: 'and', all })) }))

/** A conjunction of disjunctions, whose expanded terms often have two tests of one dimension. */
const crossedCondition: fc.Arbitrary<Condition> = fc
  .tuple(fc.oneof(...tests), fc.oneof(...tests), fc.oneof(...tests), fc.oneof(...tests))
  .map(([a, b, c, d]) => ({
    kind: 'and',
    all: [
      { kind: 'or', any: [a, b] },
      { kind: 'or', any: [c, d] },
    ],
  }))

/** Conditions of up to three levels, sometimes with many terms. */
export const randomCondition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 12, arbitrary: fc.oneof(...tests) },
    {
      weight: 4,
      arbitrary: fc
        .array(tie('condition'), { minLength: 1, maxLength: 3 })
        .map((all): Condition => ({ kind: 'and', all })),
    },
    {
      weight: 4,
      arbitrary: fc
        .array(tie('condition'), { minLength: 1, maxLength: 3 })
        .map((any): Condition => ({ kind: 'or', any })),
    },
    { weight: 4, arbitrary: tie('condition').map((condition): Condition => ({ kind: 'not', condition })) },
    { weight: 1, arbitrary: wideCondition },
    { weight: 1, arbitrary: crossedCondition },
  ),
})).condition
