import { type AddressSubject, type Condition, type FactSpec, type Test, type TextSubject } from '@tidegate/model'
import type { SetKind } from '../model-sets.ts'

/** How a set is written: by its name, or by what it holds. */
type WriteSet = (kind: SetKind, index: number) => string

/** What writing conditions needs. */
export interface ConditionWriter {
  readonly facts: readonly FactSpec[]
  readonly set: WriteSet
}

/**
 * A condition as one text that does not depend on the order of its parts, on their grouping, or on parts that stand twice:
 * equal texts mean the same condition. Not the formatter's text, which people read.
 */
export function writeCondition(condition: Condition, writer: ConditionWriter): string {
  switch (condition.kind) {
    case 'true':
      return 'anyone'
    case 'and':
      return writeParts('and', conjunctsOf(condition), writer)
    case 'or':
      return writeParts('or', condition.any.flatMap(disjunctsOf), writer)
    case 'not':
      return `not ${writeCondition(condition.condition, writer)}`
    case 'test':
      return writeTest(condition.test, writer)
  }
}

/** The parts that must all hold, `and` within `and` taken apart. */
export function conjunctsOf(condition: Condition): readonly Condition[] {
  if (condition.kind === 'true') return []
  return condition.kind === 'and' ? condition.all.flatMap(conjunctsOf) : [condition]
}

function disjunctsOf(condition: Condition): readonly Condition[] {
  return condition.kind === 'or' ? condition.any.flatMap(disjunctsOf) : [condition]
}

function writeParts(word: 'and' | 'or', parts: readonly Condition[], writer: ConditionWriter): string {
  const [first, second] = parts
  if (first === undefined) return word === 'and' ? 'anyone' : 'not anyone'
  if (second === undefined) return writeCondition(first, writer)
  if (parts.length === 2) {
    const [a, b] = [writeCondition(first, writer), writeCondition(second, writer)]
    if (a === b) return a
    return a < b ? `(${a} ${word} ${b})` : `(${b} ${word} ${a})`
  }
  const texts = [...new Set(parts.map((part) => writeCondition(part, writer)))].toSorted()
  return texts.length === 1 ? (texts[0] ?? '') : `(${texts.join(` ${word} `)})`
}

function writeTest(test: Test, writer: ConditionWriter): string {
  const { set } = writer
  switch (test.kind) {
    case 'ip-in':
      return `${writeAddress(test.subject, writer)} in ${set('addresses', test.set)}`
    case 'ip-in-fact':
      return `${writeAddress(test.subject, writer)} in ${nameOfFact(test.fact, writer)}`
    case 'bot-in':
      return `bot in ${set('bots', test.set)}`
    case 'bot-impersonates':
      return `bot impersonates ${set('bots', test.set)}`
    case 'path-in':
      return `${test.subject} in ${set('paths', test.set)}`
    case 'text-in':
      return `${writeText(test.subject, writer)} in ${writeValues(test.values)}`
    case 'text-match':
      return `${writeText(test.subject, writer)} ${test.operator} ${JSON.stringify(test.value)}`
    case 'text-same':
      return [test.subject, test.other]
        .map((subject) => writeText(subject, writer))
        .toSorted()
        .join(' == ')
    case 'number-compare':
      return `${nameOfFact(test.fact, writer)} ${test.operator} ${test.value}`
    case 'flag':
      return nameOfFact(test.fact, writer)
    case 'present':
      return `${test.subject.kind === 'peer' ? 'peer' : writeText(test.subject, writer)} is present`
    case 'not-empty':
      return `${writeText(test.subject, writer)} is not empty`
    case 'now-in':
      return `now in ${set('window', test.window)}`
  }
}

function writeValues(values: readonly string[]): string {
  const [first, second] = values
  if (first !== undefined && values.length === 1) return JSON.stringify(first)
  if (first !== undefined && second !== undefined && values.length === 2) {
    const [a, b] = [JSON.stringify(first), JSON.stringify(second)]
    return a < b ? `${a}, ${b}` : `${b}, ${a}`
  }
  return values
    .map((value) => JSON.stringify(value))
    .toSorted()
    .join(', ')
}

function writeAddress(subject: AddressSubject, writer: Pick<ConditionWriter, 'facts'>): string {
  return subject.kind === 'fact' ? nameOfFact(subject.fact, writer) : subject.kind
}

/** A text subject as the policy writes it. */
export function writeText(subject: TextSubject, writer: Pick<ConditionWriter, 'facts'>): string {
  if (subject.kind === 'fact') return nameOfFact(subject.fact, writer)
  return 'name' in subject ? `${subject.kind}(${JSON.stringify(subject.name)})` : subject.kind
}

/** The name of a fact by its number. */
export function nameOfFact(fact: number, { facts }: Pick<ConditionWriter, 'facts'>): string {
  return facts[fact]?.name ?? '?'
}
