import { forEachTest } from './for-each-test.ts'
import type { AddressSubject, KeyPart, Model, Test, TextSubject } from './model.ts'

/** The declared facts that a test looks at: indices in the model's `facts`. */
export function factsOfTest(test: Test): readonly number[] {
  switch (test.kind) {
    case 'ip-in':
    case 'present':
    case 'not-empty':
    case 'text-in':
    case 'text-match':
      return factsOf(test.subject)
    case 'ip-in-fact':
      return [test.fact, ...factsOf(test.subject)]
    case 'text-same':
      return [...factsOf(test.subject), ...factsOf(test.other)]
    case 'number-compare':
    case 'flag':
      return [test.fact]
    case 'bot-in':
    case 'bot-impersonates':
    case 'path-in':
    case 'now-in':
      return []
  }
}

/** The declared facts that are part of a limit's key. */
export function factsOfKey(key: readonly KeyPart[]): readonly number[] {
  return key.flatMap((part) => {
    switch (part.kind) {
      case 'ip':
        return []
      case 'text':
        return factsOf(part.subject)
      case 'fact':
        return [part.fact]
    }
  })
}

/** The declared facts that some rule looks at. Linear in the model. */
export function factsReadBy(model: Model): ReadonlySet<number> {
  const read = new Set<number>()
  const add = (facts: readonly number[]): void => {
    for (const fact of facts) read.add(fact)
  }
  for (const rule of model.rules) {
    for (const { condition } of rule.guards) forEachTest(condition, (test) => add(factsOfTest(test)))
    if (rule.kind === 'limit') add(factsOfKey(rule.key))
    else forEachTest(rule.condition, (test) => add(factsOfTest(test)))
  }
  return read
}

function factsOf(subject: TextSubject | AddressSubject): readonly number[] {
  return subject.kind === 'fact' ? [subject.fact] : []
}
