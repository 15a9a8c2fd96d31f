import { subjectName } from '../names.ts'
import type { TextSubject } from '../subjects.ts'
import { isUnknown } from '../view/is-unknown.ts'
import { textsOf } from '../view/texts-of.ts'
import { textKey } from './key-words.ts'
import type { TestKind } from './test-kind.ts'

/** A value is known for this request: a fact of any type, a text, or `peer`. */
export interface Present {
  readonly kind: 'present'
  readonly subject: TextSubject | { readonly kind: 'peer' }
}

export const present: TestKind<Present> = {
  value: ({ subject }, view) => {
    if (isUnknown(subject, view.facts)) return undefined
    if (subject.kind === 'peer') return view.facts.peer !== undefined
    if (subject.kind === 'fact') return view.facts.values[subject.fact] !== undefined
    return textsOf(subject, view).length > 0
  },
  reads: ({ subject }) => [subject],
  text: ({ subject }, model) => `${subjectName(model, subject)} is present`,
  found: ({ subject }, holds, { model }) => `${subjectName(model, subject)} is ${holds ? 'present' : 'absent'}`,
  key: ({ subject }, names) => `${subject.kind === 'peer' ? 'peer' : textKey(subject, names)} is present`,
}
