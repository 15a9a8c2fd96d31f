import { subjectName } from '../names.ts'
import type { TextSubject } from '../subjects.ts'
import { textsOf } from '../view/texts-of.ts'
import { notUnless, textWords } from './found-words.ts'
import { textKey } from './key-words.ts'
import type { TestKind } from './test-kind.ts'

/** Two texts of the request are equal; absent on either side is false. */
export interface TextSame {
  readonly kind: 'text-same'
  readonly subject: TextSubject
  readonly other: TextSubject
}

export const textSame: TestKind<TextSame> = {
  holds: ({ subject, other }, view) => {
    const others = textsOf(other, view)
    return textsOf(subject, view).some((text) => others.includes(text))
  },
  reads: ({ subject, other }) => [subject, other],
  text: ({ subject, other }, model) => `${subjectName(model, subject)} == ${subjectName(model, other)}`,
  found: ({ subject, other }, holds, view) =>
    `${textWords(subject, view)} is ${notUnless(holds)}${textWords(other, view)}`,
  key: ({ subject, other }, names) => [textKey(subject, names), textKey(other, names)].toSorted().join(' == '),
}
