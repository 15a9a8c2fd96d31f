import { forEachTest } from './condition.ts'
import { costCasesOf } from './cost-cases.ts'
import type { KeyPart, Model } from './model.ts'
import type { Subject } from './tests/test-kind.ts'
import { readsOf, type Test } from './tests/test-kinds.ts'

/** The declared facts that a test reads, as indices in the model's `facts`. */
export function factsOfTest(test: Test): readonly number[] {
  return readsOf(test).flatMap(factsOf)
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

/** The declared facts that at least one rule reads. Linear in the model. */
export function factsReadBy(model: Model): ReadonlySet<number> {
  const read = new Set<number>()
  const add = (facts: readonly number[]): void => {
    for (const fact of facts) read.add(fact)
  }
  for (const rule of model.rules) {
    for (const { condition } of [...rule.guards, ...costCasesOf(rule)])
      forEachTest(condition, (test) => add(factsOfTest(test)))
    if (rule.kind === 'limit') {
      add(factsOfKey(rule.key))
      if (rule.cost?.kind === 'fact') add([rule.cost.fact])
    } else forEachTest(rule.condition, (test) => add(factsOfTest(test)))
  }
  return read
}

function factsOf(subject: Subject): readonly number[] {
  return subject.kind === 'fact' ? [subject.fact] : []
}
