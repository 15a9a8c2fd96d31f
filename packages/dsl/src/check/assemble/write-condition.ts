import { type Condition, type KeyNames, testKey } from '@tidegate/model'

/**
 * A condition as one text that does not depend on the order of its parts, on their grouping, or on parts that stand twice:
 * equal texts mean the same condition. Not the formatter's text, which people read.
 */
export function writeCondition(condition: Condition, names: KeyNames): string {
  switch (condition.kind) {
    case 'true':
      return 'anyone'
    case 'and':
      return writeParts('and', conjunctsOf(condition), names)
    case 'or':
      return writeParts('or', condition.any.flatMap(disjunctsOf), names)
    case 'not':
      return `not ${writeCondition(condition.condition, names)}`
    case 'test':
      return testKey(condition.test, names)
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

function writeParts(word: 'and' | 'or', parts: readonly Condition[], names: KeyNames): string {
  const [first, second] = parts
  if (first === undefined) return word === 'and' ? 'anyone' : 'not anyone'
  if (second === undefined) return writeCondition(first, names)
  if (parts.length === 2) {
    const [a, b] = [writeCondition(first, names), writeCondition(second, names)]
    if (a === b) return a
    return a < b ? `(${a} ${word} ${b})` : `(${b} ${word} ${a})`
  }
  const texts = [...new Set(parts.map((part) => writeCondition(part, names)))].toSorted()
  return texts.length === 1 ? (texts[0] ?? '') : `(${texts.join(` ${word} `)})`
}
