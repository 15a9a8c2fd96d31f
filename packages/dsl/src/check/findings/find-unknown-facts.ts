import { testsOf, type Typed } from '../conditions/typed.ts'
import type { DeclaredFact } from '../declared.ts'
import type { Findable } from './findable.ts'

/** TG427: a block that depends on a plugin's fact that may not be known in time, in which case the request is not blocked. */
export function findUnknownFacts({ checking, blocks }: Findable): void {
  const unknown = new Map(
    checking.scopes.all
      .filter((declared): declared is DeclaredFact => declared.kind === 'fact' && declared.mayBeUnknown)
      .map((fact) => [fact.name, fact]),
  )
  if (unknown.size === 0) return
  for (const { typed, guards } of blocks) {
    const conditions = [typed, ...guards.map((guard) => guard.typed)].filter(
      (each): each is Typed => each !== undefined,
    )
    for (const test of conditions.flatMap((condition) => [...testsOf(condition)])) {
      const need = test.needs.find(({ fact }) => unknown.has(fact))
      if (need === undefined || test.asksPresence) continue
      checking.report.add(
        'TG427',
        test.span,
        `\`${need.fact}\` may not be known yet when the request is decided: such a request is not blocked`,
        {
          help: "let the plugin wait for the fact (`whileUnknown: 'wait'`), or use `allow only`, which refuses requests while the fact is unknown",
        },
      )
    }
  }
}
