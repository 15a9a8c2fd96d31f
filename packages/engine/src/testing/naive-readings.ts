import {
  botsOf,
  costCasesOf,
  type Facts,
  inputsOf,
  type Model,
  readsOf,
  type Test,
  testValue,
  testsOf,
  type View,
} from '@tidegate/model'
import { createZoneReader } from '@tidegate/values'
import { blankFacts } from '../judge/blank-facts.ts'

/**
 * Whether a model tells readings of a path apart, computed as the language defines it: test by test, each with every reading. The reference
 * implementation of `createReadingCheck`.
 */
export function naivelyTellsApart(model: Model, readings: readonly string[], query: string): boolean {
  if (readings.length < 2) return false
  const tests = model.rules
    .filter(({ shadow }) => !shadow)
    .flatMap((rule) => [
      ...[...rule.guards, ...costCasesOf(rule)].flatMap(({ condition }) => testsOf(condition)),
      ...(rule.kind === 'limit' ? [] : testsOf(rule.condition)),
    ])
    .filter((test) => readsOf(test).some(({ kind }) => kind === 'path' || kind === 'target'))
  return tests.some((test) => test.kind === 'text-same' || new Set(readings.map(resultOf(model, test, query))).size > 1)
}

function resultOf(model: Model, test: Test, query: string): (path: string) => boolean {
  return (path) => {
    const facts: Facts = { ...blankFacts, path, target: path + query }
    const view: View = { model, inputs: inputsOf(model), facts, bots: botsOf(model, facts), zones: createZoneReader() }
    return testValue(test, view) === true
  }
}
