import { type Condition, evaluate, foundText, type View } from '@tidegate/model'

/**
 * Why a condition came out as it did, in words: the tests that were enough for it. Of several that were each enough, the first; of
 * several that were needed together, all.
 */
export function explainCondition(condition: Condition, view: View): string {
  return reasons(condition, evaluate(condition, true, view), view).join(' and ')
}

/** `holds`: how the condition came out. */
function reasons(condition: Condition, holds: boolean, view: View): readonly string[] {
  switch (condition.kind) {
    case 'true':
      return ['it is for anyone']
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
