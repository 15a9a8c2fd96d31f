import { type Condition, evaluate, foundText, type View } from '@tidegate/model'

/**
 * The reason for the result of a condition, in words: the tests that determine it. If each of several tests is sufficient, it is the
 * first of them; if several are necessary together, all of them.
 */
export function explainCondition(condition: Condition, view: View): string {
  return reasons(condition, evaluate(condition, true, view), view).join(' and ')
}

/** `holds`: the result of the condition. */
function reasons(condition: Condition, holds: boolean, view: View): readonly string[] {
  switch (condition.kind) {
    case 'true':
      return ['it applies to every client']
    case 'and':
      return holds ? together(condition.all, true, view) : firstOf(condition.all, false, view)
    case 'or':
      return holds ? firstOf(condition.any, true, view) : together(condition.any, false, view)
    case 'not':
      return reasons(condition.condition, !holds, view)
    case 'test':
      return [foundText(condition.test, holds, view)]
  }
}

function together(parts: readonly Condition[], holds: boolean, view: View): readonly string[] {
  return [...new Set(parts.flatMap((part) => reasons(part, holds, view)))]
}

function firstOf(parts: readonly Condition[], holds: boolean, view: View): readonly string[] {
  const first = parts.find((part) => evaluate(part, holds, view))
  return first === undefined ? [] : reasons(first, holds, view)
}
