import { testsOf, type TypedTest } from '../conditions/typed.ts'
import type { Findable } from './findable.ts'

/** TG429: an `allow only` or `exempt` rule that depends on a query parameter or cookie, which can occur several times in a request. */
export function findClientChosenPasses({ checking, allowOnly, exemptions }: Findable): void {
  for (const { typed } of [...allowOnly, ...exemptions]) {
    for (const test of testsOf(typed)) {
      const kind = chosenKind(test)
      if (kind === undefined) continue
      checking.report.add(
        'TG429',
        test.span,
        `a request may contain this ${kind} several times: the test is true if any of the values matches`,
        {
          help: 'the application may use another value; test a fact that the host supplies instead',
        },
      )
    }
  }
}

function chosenKind({ condition, negated }: TypedTest): string | undefined {
  if (negated || condition.kind !== 'test') return undefined
  const { test } = condition
  if (!('subject' in test) || typeof test.subject !== 'object') return undefined
  if (test.subject.kind === 'query') return 'query parameter'
  return test.subject.kind === 'cookie' ? 'cookie' : undefined
}
