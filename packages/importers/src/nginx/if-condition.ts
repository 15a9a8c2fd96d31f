import { type Condition, isEmpty, notOf } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import { subjectOf, requestTest } from '../draft/request-test.ts'
import { variableName, type Variables, whenValue } from './variable.ts'

/** Returns the condition of an `if`, given its words; undefined if it has no equivalent. */
export function ifCondition(args: readonly string[], variables: Variables, draft: PolicyDraft): Condition | undefined {
  const text = args.join(' ').trim()
  if (!text.startsWith('(') || !text.endsWith(')')) return undefined
  const [, left, operator = '', right = ''] =
    /^(\$\{?\w+\}?)\s*(=|!=|~\*?|!~\*?)?\s*(.*)$/.exec(text.slice(1, -1).trim()) ?? []
  const name = variableName(left)
  if (name === undefined) return undefined
  const known = variables.get(name)
  if (known !== undefined) {
    switch (operator) {
      case '':
        return whenValue(known, (value) => value !== '' && value !== '0')
      case '=':
        return whenValue(known, (value) => value === right)
      case '!=':
        return whenValue(known, (value) => value !== right)
      default:
        return undefined
    }
  }
  if (operator === '') {
    const subject = subjectOf(name)
    return subject === undefined ? undefined : notOf(isEmpty(subject))
  }
  const condition = requestTest(
    name,
    { isPattern: operator.includes('~'), ignoresCase: operator.endsWith('*'), text: right },
    draft,
  )
  return condition === undefined || !operator.startsWith('!') ? condition : notOf(condition)
}
