import { allOf, type Condition, isEmpty, notOf, testOf } from '../draft/condition.ts'
import { regexMatches } from '../draft/regex-matches.ts'
import { subjectOf } from '../draft/request-test.ts'
import type { Directive } from './parse-nginx.ts'
import { type ConditionReading, type Noting, requestCondition } from './request-condition.ts'
import { type Variable, variableName, type Variables, whenValue } from './variable.ts'

/** Returns the condition of an `if`; undefined if it has no equivalent. */
export function ifCondition(
  directive: Directive,
  variables: Variables,
  reading: ConditionReading,
  note: Noting,
): Condition | undefined {
  const text = directive.args.join(' ').trim()
  if (!text.startsWith('(') || !text.endsWith(')')) return undefined
  const [, left, operator = '', right = ''] =
    /^(\$\{?\w+\}?)\s*(=|!=|~\*?|!~\*?)?\s*(.*)$/s.exec(text.slice(1, -1).trim()) ?? []
  const name = variableName(left)
  if (name === undefined || (operator === '' && right !== '')) return undefined
  const known = variables.get(name)
  if (known !== undefined) return knownCondition(known, operator, right)
  if (operator === '') return isTrue(name, reading)
  const isNegated = operator.startsWith('!')
  const compared = { isPattern: operator.includes('~'), ignoresCase: operator.endsWith('*'), text: right }
  const condition = requestCondition(name, compared, reading, directive, note, isNegated)
  return condition === undefined || !isNegated ? condition : notOf(condition)
}

/** Returns the condition that a variable of a request is neither empty nor `0`. */
function isTrue(name: string, { draft }: ConditionReading): Condition | undefined {
  const note = (): void => undefined
  if (name === 'args' || name === 'query_string' || name === 'is_args') {
    const empty = requestCondition(
      'args',
      { isPattern: false, text: '' },
      { draft, exactPaths: true, caseless: note },
      { line: 1 },
      note,
    )
    return empty === undefined ? undefined : notOf(empty)
  }
  const subject = name === 'http_user_agent' ? 'agent' : subjectOf(name)
  if (subject === undefined) return undefined
  return allOf([notOf(isEmpty(subject)), notOf(testOf(subject, '== "0"'))])
}

function knownCondition(variable: Variable, operator: string, right: string): Condition | undefined {
  switch (operator) {
    case '':
      return whenValue(variable, (value) => value !== '' && value !== '0')
    case '=':
      return whenValue(variable, (value) => value === right)
    case '!=':
      return whenValue(variable, (value) => value !== right)
    default: {
      const values = [variable.byDefault, ...variable.cases.map(({ value }) => value)]
      const found = new Map(values.map((value) => [value, regexMatches(right, operator.endsWith('*'), value)]))
      if ([...found.values()].includes(undefined)) return undefined
      return whenValue(variable, (value) => found.get(value) === !operator.startsWith('!'))
    }
  }
}
