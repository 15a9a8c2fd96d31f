import { type Condition, type Fix, leaf, type TextSubject } from '@tidegate/model'
import { parseIpEntry } from '@tidegate/values'
import type { FactRef } from '../../syntax/ast/conditions.ts'
import { subjectOf } from '../conditions/subject-of.ts'
import { textOfSubject, wordsOfSubject } from '../conditions/subject.ts'
import type { PresenceKey, TypedTest } from '../conditions/typed.ts'
import { isReserved } from '../declarations/reserved-names.ts'
import { replaceFix } from '../report.ts'
import { peek } from '../scope.ts'
import { readTextValue } from './read-text-value.ts'
import { needsOf, reportInvalidTest, type TestContext } from './test-context.ts'

interface Compared {
  readonly condition: Condition
  readonly needs: readonly PresenceKey[]
}

/** Checks `==` and `!=` on texts and numbers, and `<`, `<=`, `>` and `>=` on numbers. */
export function typeCompare(context: TestContext<'compare'>): TypedTest | undefined {
  const compared = compare(context)
  if (compared === undefined) return undefined
  const { test, subject } = context
  const negated = test.operator === '!='
  const needs = [...needsOf(subject), ...compared.needs]
  return {
    kind: 'test',
    span: test.span,
    condition: compared.condition,
    negated,
    asksPresence: false,
    needs,
    ownNeeds: needs.length,
  }
}

function compare(context: TestContext<'compare'>): Compared | undefined {
  const { test, subject } = context
  switch (subject.kind) {
    case 'number':
      return compareNumber(context, subject.fact)
    case 'text':
    case 'texts':
      return compareText(context, subject.subject)
    case 'path':
      return compareText(context, { kind: subject.subject })
    case 'address':
    case 'addresses':
    case 'bot':
    case 'flag':
    case 'time':
      return reportInvalidTest(context, `\`${test.operator}\``, fixOf(context))
  }
}

function compareNumber({ checking, test, subject }: TestContext<'compare'>, fact: number): Compared | undefined {
  const { value, operator } = test
  if (value.kind !== 'number') {
    checking.report.add(
      'TG207',
      value.span,
      `\`${subject.label}\` is a number: expected a number after \`${operator}\``,
      {
        fix:
          value.kind === 'text' && /^\d+$/.test(value.text)
            ? replaceFix(value.span, value.text, 'remove the quotes')
            : undefined,
      },
    )
    return undefined
  }
  const positive = operator === '!=' ? '==' : operator
  return { condition: leaf({ kind: 'number-compare', fact, operator: positive, value: value.value }), needs: [] }
}

function compareText(context: TestContext<'compare'>, text: TextSubject): Compared | undefined {
  const { checking, unit, test, subject } = context
  const { value, operator } = test
  if (operator !== '==' && operator !== '!=') return reportInvalidTest(context, `\`${operator}\``)
  if (value.kind === 'text') {
    const read = readTextValue(context, value.text, value.span)
    return read === undefined
      ? undefined
      : { condition: leaf({ kind: 'text-in', subject: text, values: [read] }), needs: [] }
  }
  if (value.kind === 'number') {
    const written = `"${checking.sourceText(value.span)}"`
    checking.report.add(
      'TG207',
      value.span,
      `\`${subject.label}\` is ${wordsOfSubject(subject.kind)}: expected a quoted string`,
      {
        fix: replaceFix(value.span, written, 'put it in quotes'),
      },
    )
    return undefined
  }
  const isMethod = text.kind === 'method' && !isReserved(value.fact.name.text)
  if (isMethod && peek(checking, unit, value.fact.name.text).length === 0) {
    // `method == GET`: a bare method, not a fact.
    const read = readTextValue(context, value.fact.name.text, value.span)
    return read === undefined
      ? undefined
      : { condition: leaf({ kind: 'text-in', subject: text, values: [read] }), needs: [] }
  }
  return compareFact(context, text, value.fact)
}

function compareFact(
  { checking, unit }: TestContext<'compare'>,
  text: TextSubject,
  fact: FactRef,
): Compared | undefined {
  const found = subjectOf(checking, unit, fact)
  if (found === undefined) return undefined
  const other = textOfSubject(found)
  if (other === undefined) {
    checking.report.add('TG207', fact.span, `\`${found.label}\` is ${wordsOfSubject(found.kind)}: expected text`)
    return undefined
  }
  const range = rangeOf(text)
  if (range !== undefined && rangeOf(other) !== undefined && range !== rangeOf(other)) {
    checking.report.add('TG208', fact.span, `\`${text.kind}\` is never equal to \`${found.label}\``)
    return undefined
  }
  if (JSON.stringify(text) === JSON.stringify(other)) {
    checking.report.add('TG413', fact.span, `\`${found.label}\` is compared with itself`)
  }
  return { condition: leaf({ kind: 'text-same', subject: text, other }), needs: needsOf(found) }
}

/** The kind of values of a subject, if no subject with another kind has an equal value: paths begin with `/`, and methods are in upper case. */
function rangeOf({ kind }: TextSubject): 'method' | 'host' | 'path' | undefined {
  return kind === 'target' || kind === 'path' ? 'path' : kind === 'method' || kind === 'host' ? kind : undefined
}

/** Returns a fix for `ip == "192.0.2.1"`, which should be `ip in 192.0.2.1`. */
function fixOf({ test, subject }: TestContext<'compare'>): Fix | undefined {
  const { value, operator } = test
  if (subject.kind !== 'address' || value.kind !== 'text' || (operator !== '==' && operator !== '!=')) return undefined
  if (parseIpEntry(value.text).kind === 'invalid') return undefined
  const instead = `${subject.label} ${operator === '==' ? 'in' : 'not in'} ${value.text}`
  return replaceFix(test.span, instead, `write \`${instead}\``)
}
