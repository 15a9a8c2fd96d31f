import { subjectName } from '../names.ts'
import type { TextSubject } from '../subjects.ts'
import { isIps } from '../view/address-of.ts'
import { isUnknownFact } from '../view/is-unknown.ts'
import { isTexts } from '../view/texts-of.ts'
import { valueOverReadings } from '../view/value-over-readings.ts'
import { textKey } from './key-words.ts'
import type { TestKind } from './test-kind.ts'

/**
 * The subject is present and, for facts of type `ips` and `texts`, has at least one entry (blank ones do not count); for a text, it
 * is not "".
 */
export interface NotEmpty {
  readonly kind: 'not-empty'
  readonly subject: TextSubject
}

export const notEmpty: TestKind<NotEmpty> = {
  value: ({ subject }, view) => {
    if (subject.kind !== 'fact') return valueOverReadings(subject, view, (text) => text !== '')
    const value = view.facts.values[subject.fact]
    if (isUnknownFact(value)) return undefined
    if (isIps(value)) return value.notEmpty
    if (isTexts(value)) return value.some((text) => text.trim() !== '')
    return value !== undefined && value !== ''
  },
  reads: ({ subject }) => [subject],
  text: ({ subject }, model) => `${subjectName(model, subject)} is not empty`,
  found: ({ subject }, holds, { model }) => `${subjectName(model, subject)} is ${holds ? 'not empty' : 'empty'}`,
  key: ({ subject }, names) => `${textKey(subject, names)} is not empty`,
}
