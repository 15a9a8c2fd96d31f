import { forEachTest } from './condition.ts'
import type { Condition } from './condition.ts'
import type { Model } from './model.ts'
import type { TextSubject } from './subjects.ts'
import type { PolicyInputs } from './policy-inputs.ts'

/** The header fields, query parameters and cookies that a model looks at, each list sorted. Linear in the model. */
export function inputsOf(model: Model): PolicyInputs {
  const names = { header: new Set<string>(), query: new Set<string>(), cookie: new Set<string>() }
  const add = (subject: TextSubject | { readonly kind: 'peer' }): void => {
    if (subject.kind === 'header' || subject.kind === 'query' || subject.kind === 'cookie') {
      names[subject.kind].add(subject.name)
    }
  }
  const addAll = (condition: Condition): void =>
    forEachTest(condition, (test) => {
      switch (test.kind) {
        case 'text-same':
          add(test.subject)
          return add(test.other)
        case 'text-in':
        case 'text-match':
        case 'present':
        case 'not-empty':
          return add(test.subject)
        case 'ip-in':
        case 'ip-in-fact':
        case 'bot-in':
        case 'bot-impersonates':
        case 'path-in':
        case 'number-compare':
        case 'flag':
        case 'now-in':
          return undefined
      }
    })
  for (const rule of model.rules) {
    for (const guard of rule.guards) addAll(guard.condition)
    if (rule.kind !== 'limit') addAll(rule.condition)
    else for (const part of rule.key) if (part.kind === 'text') add(part.subject)
  }
  return { headers: sorted(names.header), queries: sorted(names.query), cookies: sorted(names.cookie) }
}

function sorted(names: ReadonlySet<string>): readonly string[] {
  return [...names].toSorted((a, b) => (a < b ? -1 : 1))
}
