import type { Model } from '@tidegate/model'
import { linkRules, randomRule } from './random-rule.ts'
import {
  addressSetCount,
  botSetCount,
  pathSetCount,
  randomBotSet,
  randomFacts,
  randomIpSet,
  randomPathSet,
  randomWindows,
} from './random-universe.ts'
import fc from 'fast-check'

/** Models over a small universe, so that tests are often true, with up to ten rules of every kind. */
export const randomModel: fc.Arbitrary<Model> = fc
  .record({
    pathsMatchExactly: fc.boolean(),
    addressSets: fc.array(randomIpSet, { minLength: addressSetCount, maxLength: addressSetCount }),
    botSets: fc.tuple(...Array.from({ length: botSetCount }, (_, index) => randomBotSet(index))),
    pathSets: fc.array(randomPathSet, { minLength: pathSetCount, maxLength: pathSetCount }),
    rules: fc.array(randomRule, { maxLength: 10 }),
    picks: fc.array(fc.nat(1023), { minLength: 10, maxLength: 10 }),
  })
  .map(({ pathsMatchExactly, addressSets, botSets, pathSets, rules, picks }) => ({
    version: 2,
    pathsMatchExactly,
    facts: randomFacts,
    addressSets: addressSets.map((set) => ({ set })),
    botSets,
    pathSets,
    windows: randomWindows.map((spec) => ({ spec })),
    rules: linkRules(rules, picks),
    plugins: [],
    files: [{ file: 'random.policy', role: 'policy' }],
    fingerprint: '0000000000000000',
  }))
