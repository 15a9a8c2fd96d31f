import { listSome, quoteValue, subjectName } from '../names.ts'
import type { TextSubject } from '../subjects.ts'
import { valueOverReadings } from '../view/value-over-readings.ts'
import { notUnless, textWords } from './found-words.ts'
import { textKey } from './key-words.ts'
import type { TestKind } from './test-kind.ts'

/** A text equals one of several values. */
export interface TextIn {
  readonly kind: 'text-in'
  readonly subject: TextSubject
  readonly values: readonly string[]
}

export const textIn: TestKind<TextIn> = {
  value: ({ subject, values }, view) => valueOverReadings(subject, view, (text) => values.includes(text)),
  reads: ({ subject }) => [subject],
  text: ({ subject, values }, model) => {
    const name = subjectName(model, subject)
    // Methods are written without quotes.
    const [first, ...others] = subject.kind === 'method' ? values : values.map(quoteValue)
    return others.length === 0 ? `${name} == ${first}` : `${name} in ${listSome([first!, ...others])}`
  },
  found: ({ subject, values }, holds, view) => {
    const words = `${textWords(subject, view)} is ${notUnless(holds)}`
    const shown = values.map(quoteValue)
    return shown.length === 1 ? `${words}${shown[0]}` : `${words}among ${listSome(shown)}`
  },
  key: ({ subject, values }, names) => `${textKey(subject, names)} in ${valuesKey(values)}`,
}

// WHY: most policies list one or two values, and this is called for every test.
function valuesKey(values: readonly string[]): string {
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
