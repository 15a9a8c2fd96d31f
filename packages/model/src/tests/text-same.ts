import { subjectName } from '../names.ts'
import type { TextSubject } from '../subjects.ts'
import type { Truth } from '../truth.ts'
import { isUnknown } from '../view/is-unknown.ts'
import { isRepeatable, readingsOf } from '../view/readings.ts'
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
  value: ({ subject, other }, view) => {
    if (isUnknown(subject, view.facts) || isUnknown(other, view.facts)) return undefined
    const texts = textsOf(subject, view)
    const others = textsOf(other, view)
    const isSplit = isRepeatable(subject) && texts.length > 1
    const isOtherSplit = isRepeatable(other) && others.length > 1
    if (!isSplit && !isOtherSplit) return texts.some((text) => others.includes(text))
    return sameOverReadings(
      { texts: readingsOf(subject, texts), isSplit },
      { texts: readingsOf(other, others), isSplit: isOtherSplit },
    )
  },
  reads: ({ subject, other }) => [subject, other],
  text: ({ subject, other }, model) => `${subjectName(model, subject)} == ${subjectName(model, other)}`,
  found: ({ subject, other }, holds, view) =>
    `${textWords(subject, view)} is ${notUnless(holds)}${textWords(other, view)}`,
  key: ({ subject, other }, names) => [textKey(subject, names), textKey(other, names)].toSorted().join(' == '),
}

/** One side of a comparison. `isSplit`: each text is a reading of its own, of which a reader finds one; else a reader finds all of them. */
interface Side {
  readonly texts: readonly string[]
  readonly isSplit: boolean
}

/** Whether the sides are equal for every pair of readings; undefined if only for some. Linear. */
function sameOverReadings(side: Side, other: Side): Truth {
  const texts = new Set(side.texts)
  const others = new Set(other.texts)
  if (!side.texts.some((text) => others.has(text))) return false
  // WHY: if both are split, a pair differs unless all texts are equal.
  if (side.isSplit && other.isSplit) return texts.size === 1 && others.size === 1 ? true : undefined
  const isAlways = side.isSplit
    ? side.texts.every((text) => others.has(text))
    : other.texts.every((text) => texts.has(text))
  return isAlways ? true : undefined
}
