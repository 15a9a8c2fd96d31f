import { type Condition, type KeyNames, testKey } from '@tidegate/model'

/**
 * Returns a condition as one text that does not depend on the order, grouping or repetition of its parts, so that conditions with
 * equal texts are equivalent. The formatter produces another text, which is for people to read.
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

/** Returns the parts that must all be true, with nested `and` flattened. */
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
