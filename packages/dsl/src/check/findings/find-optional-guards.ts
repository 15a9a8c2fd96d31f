import { type Established, establishedBy, unionOf } from '../presence/established-by.ts'
import type { Draft } from '../rules/draft.ts'
import { testsOf } from '../conditions/typed.ts'
import type { Findable } from './findable.ts'

const none: Established = new Set()

/**
 * TG428: a restriction that is in force only if an optional fact is present: if the host does not supply the fact, the restriction is lifted. A
 * rule that asks with `is present` says so itself.
 */
export function findOptionalGuards({ checking, drafts }: Findable): void {
  const reported = new Set<string>()
  for (const draft of drafts) if (draft.kind !== 'exempt') findInGuards(draft)

  function findInGuards({ guards }: Draft): void {
    const asked = unionOf(
      guards.map(({ typed, source }) =>
        typed === undefined || source === 'unless' ? none : establishedBy(typed, true, true),
      ),
    )
    for (const { typed, source } of guards) {
      if (typed === undefined || source === 'unless') continue
      const established = establishedBy(typed, true)
      for (const test of testsOf(typed)) {
        const need = test.needs.find(({ key, declared }) => declared && established.has(key) && !asked.has(key))
        if (need === undefined || reported.has(need.key)) continue
        reported.add(need.key)
        checking.report.add(
          'TG428',
          test.span,
          `if the host does not supply \`${need.fact}\`, the rule is not in force`,
          {
            help: `declare the fact as \`required\` if it is always present, or \`with user\` if every user has it`,
          },
        )
      }
    }
  }
}
