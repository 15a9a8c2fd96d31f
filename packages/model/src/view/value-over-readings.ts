import type { TextSubject } from '../subjects.ts'
import { agreed, type Truth } from '../truth.ts'
import { isUnknown } from './is-unknown.ts'
import { isRepeatable, readingsOf } from './readings.ts'
import type { RequestView } from './request-view.ts'
import { textsOf } from './texts-of.ts'

/**
 * Whether a text subject has a property: false if it is absent, undefined if it is unknown, or if it occurs more than once and the values
 * that readers may find disagree. A fact of type `texts` has the property if one of its texts does, because the server supplies them all.
 */
export function valueOverReadings(subject: TextSubject, view: RequestView, holds: (text: string) => boolean): Truth {
  if (isUnknown(subject, view.facts)) return undefined
  const texts = textsOf(subject, view)
  if (texts.length < 2 || !isRepeatable(subject)) return texts.some(holds)
  return agreed(readingsOf(subject, texts).map(holds))
}
