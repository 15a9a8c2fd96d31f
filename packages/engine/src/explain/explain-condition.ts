import { type Condition, evaluate, foundText, type SidedView } from '@tidegate/model'

/**
 * The reason for the result of a condition, in words: the tests that determine it. If each of several tests is sufficient, it is the
 * first of them; if several are necessary together, all of them. `wanted`: the value that the rule needs, as in `evaluate`.
 */
export function explainCondition(condition: Condition, wanted: boolean, view: SidedView): string {
  return reasons({ condition, wanted }, evaluate(condition, wanted, view), view).join(' and ')
}

/** The question whether a condition has a value. WHY: a test that is in doubt gives the same answer for either value. */
interface Asked {
  readonly condition: Condition
  readonly wanted: boolean
}

/** `isSo`: the answer. */
function reasons(asked: Asked, isSo: boolean, view: SidedView): readonly string[] {
  const { condition, wanted } = asked
  switch (condition.kind) {
    case 'true':
      return ['it applies to every client']
    case 'and':
      return reasonsOfParts(condition.all, { wanted, needsAll: wanted }, isSo, view)
    case 'or':
      return reasonsOfParts(condition.any, { wanted, needsAll: !wanted }, isSo, view)
    case 'not':
      return reasons({ condition: condition.condition, wanted: !wanted }, isSo, view)
    case 'test':
      return [foundText(condition.test, wanted === isSo, view)]
  }
}

function reasonsOfParts(
  parts: readonly Condition[],
  { wanted, needsAll }: { readonly wanted: boolean; readonly needsAll: boolean },
  isSo: boolean,
  view: SidedView,
): readonly string[] {
  if (needsAll === isSo) {
    return [...new Set(parts.flatMap((condition) => reasons({ condition, wanted }, isSo, view)))]
  }
  const first = parts.find((part) => evaluate(part, wanted, view) === isSo)
  return first === undefined ? [] : reasons({ condition: first, wanted }, isSo, view)
}
