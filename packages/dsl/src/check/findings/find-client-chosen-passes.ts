import { testsOf, type Typed, type TypedTest } from '../conditions/typed.ts'
import { costCasesOf } from '../rules/draft.ts'
import type { Findable } from './findable.ts'

/** TG429: an `allow only` or `exempt` rule, or a cost of 0, that depends on a query parameter or cookie, which every client can send. */
export function findClientChosenPasses({ checking, allowOnly, exemptions, limits }: Findable): void {
  const free = limits.flatMap((limit) => costCasesOf(limit).filter(({ places }) => places === 0))
  for (const { typed } of [...allowOnly, ...exemptions]) check(typed, 'is admitted')
  for (const { typed } of free) check(typed, 'is counted for nothing')

  function check(typed: Typed, effect: string): void {
    for (const test of testsOf(typed)) {
      const kind = chosenKind(test)
      if (kind === undefined) continue
      checking.report.add(
        'TG429',
        test.span,
        `the client chooses this ${kind}: everyone who learns the value ${effect}`,
        {
          help: 'test something that the client cannot choose, such as its address or a fact that the host supplies',
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
