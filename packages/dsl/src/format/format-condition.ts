import type { ConditionAst, FactRef, Operand, TestAst } from '../syntax/ast/conditions.ts'
import { formatTestSet } from './format-set.ts'
import { writeNumber, writeText } from './write-literal.ts'

/** Returns a condition on one line, with no more parentheses than necessary; parsing the result gives the same condition. */
export function formatCondition(condition: ConditionAst): string {
  return formatParts(condition).join(' ')
}

/** Returns the operands of the outermost `and` or `or`, each but the first with the operator before it; a single part if there is no such operator. */
export function formatParts(condition: ConditionAst): readonly string[] {
  switch (condition.kind) {
    case 'or':
      return condition.any.map((part, index) => `${index === 0 ? '' : 'or '}${wrapped(part, part.kind === 'or')}`)
    case 'and':
      return condition.all.map(
        (part, index) => `${index === 0 ? '' : 'and '}${wrapped(part, part.kind === 'or' || part.kind === 'and')}`,
      )
    case 'not': {
      const inner = condition.condition
      return [`not ${wrapped(inner, inner.kind === 'or' || inner.kind === 'and')}`]
    }
    case 'anyone':
      return ['anyone']
    case 'in':
    case 'compare':
    case 'match':
    case 'is':
    case 'impersonates':
    case 'flag':
      return [formatTest(condition)]
  }
}

/** Returns the fact of a test as written: `user.role`, `header("x-api-key")`. */
export function formatFact({ name, argument }: FactRef): string {
  return argument === undefined ? name.text : `${name.text}(${writeText(argument.text)})`
}

function wrapped(condition: ConditionAst, parentheses: boolean): string {
  return parentheses ? `(${formatCondition(condition)})` : formatCondition(condition)
}

const STATES = {
  present: 'present',
  absent: 'absent',
  empty: 'empty',
  'not-empty': 'not empty',
  oversized: 'oversized',
} as const

const MATCHES = { contains: 'contains', 'starts-with': 'starts with', 'ends-with': 'ends with' } as const

function formatTest(test: TestAst): string {
  const fact = formatFact(test.fact)
  switch (test.kind) {
    case 'in':
      return `${fact} ${test.negated ? 'not in' : 'in'} ${formatTestSet(test.set)}`
    case 'compare':
      return `${fact} ${test.operator} ${formatOperand(test.value)}`
    case 'match':
      return `${fact} ${MATCHES[test.operator]} ${writeText(test.value.text)}`
    case 'is':
      return `${fact} is ${STATES[test.state]}`
    case 'impersonates':
      return `${fact} impersonates ${test.bots.text}`
    case 'flag':
      return fact
  }
}

function formatOperand(operand: Operand): string {
  switch (operand.kind) {
    case 'text':
      return writeText(operand.text)
    case 'number':
      return writeNumber(operand.value)
    case 'fact':
      return formatFact(operand.fact)
  }
}
