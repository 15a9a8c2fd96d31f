import { quoteValue, subjectName } from '../names.ts'
import type { TextSubject } from '../subjects.ts'
import { valueOverReadings } from '../view/value-over-readings.ts'
import { textWords } from './found-words.ts'
import { textKey } from './key-words.ts'
import type { TestKind } from './test-kind.ts'

/** A text contains another one, starts with it, or ends with it. */
export interface TextMatch {
  readonly kind: 'text-match'
  readonly subject: TextSubject
  readonly operator: 'contains' | 'starts-with' | 'ends-with'
  readonly value: string
}

export const textMatch: TestKind<TextMatch> = {
  value: ({ subject, operator, value }, view) =>
    valueOverReadings(subject, view, (text) => textMatches(operator, text, value)),
  reads: ({ subject }) => [subject],
  text: ({ subject, operator, value }, model) =>
    `${subjectName(model, subject)} ${operator.replace('-', ' ')} ${quoteValue(value)}`,
  found: ({ subject, operator, value }, holds, view) =>
    `${textWords(subject, view)} ${matchWords(operator, holds)} ${quoteValue(value)}`,
  key: ({ subject, operator, value }, names) => `${textKey(subject, names)} ${operator} ${JSON.stringify(value)}`,
}

/** Whether a text contains a value, starts with it, or ends with it. Case-sensitive. */
export function textMatches(operator: TextMatch['operator'], text: string, value: string): boolean {
  switch (operator) {
    case 'contains':
      return text.includes(value)
    case 'starts-with':
      return text.startsWith(value)
    case 'ends-with':
      return text.endsWith(value)
  }
}

function matchWords(operator: TextMatch['operator'], holds: boolean): string {
  switch (operator) {
    case 'contains':
      return holds ? 'contains' : 'does not contain'
    case 'starts-with':
      return holds ? 'starts with' : 'does not start with'
    case 'ends-with':
      return holds ? 'ends with' : 'does not end with'
  }
}
