import { type Condition, forEachTest } from './condition.ts'
import { costCasesOf } from './cost-cases.ts'
import type { Model } from './model.ts'
import type { PolicyInputs } from './policy-inputs.ts'
import type { Subject } from './tests/test-kind.ts'
import { readsOf } from './tests/test-kinds.ts'

/** The header fields, query parameters and cookies that a model reads, each list sorted. Linear in the model. */
export function inputsOf(model: Model): PolicyInputs {
  const names = { header: new Set<string>(), query: new Set<string>(), cookie: new Set<string>() }
  const add = (subject: Subject): void => {
    if (subject.kind === 'header' || subject.kind === 'query' || subject.kind === 'cookie') {
      names[subject.kind].add(subject.name)
    }
  }
  const addAll = (condition: Condition): void => forEachTest(condition, (test) => readsOf(test).forEach(add))
  for (const rule of model.rules) {
    for (const { condition } of [...rule.guards, ...costCasesOf(rule)]) addAll(condition)
    if (rule.kind !== 'limit') addAll(rule.condition)
    else for (const part of rule.key) if (part.kind === 'text') add(part.subject)
  }
  return { headers: sorted(names.header), queries: sorted(names.query), cookies: sorted(names.cookie) }
}

function sorted(names: ReadonlySet<string>): readonly string[] {
  return [...names].toSorted((a, b) => (a < b ? -1 : 1))
}
