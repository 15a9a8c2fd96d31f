import { pathMatches } from '@tidegate/values'
import { pathSetName } from '../names.ts'
import { patternFor } from '../view/pattern-for.ts'
import { textsOf } from '../view/texts-of.ts'
import { bareName, notUnless, textWords } from './found-words.ts'
import type { TestKind } from './test-kind.ts'

/** A path or target matches a set of patterns. `set` is an index in `pathSets`. */
export interface PathIn {
  readonly kind: 'path-in'
  readonly subject: 'path' | 'target'
  readonly set: number
}

export const pathIn: TestKind<PathIn> = {
  value: ({ subject, set }, view) => {
    const { include, except } = view.model.pathSets[set]!
    const paths = textsOf({ kind: subject }, view)
    const matches = (pattern: string): boolean =>
      paths.some((path) => pathMatches(patternFor(view.model, pattern), path))
    return include.some(matches) && !except.some(matches)
  },
  reads: ({ subject }) => [{ kind: subject }],
  text: ({ subject, set }, model) => `${subject} in ${bareName(pathSetName(model, set))}`,
  found: ({ subject, set }, holds, view) =>
    `${textWords({ kind: subject }, view)} is ${notUnless(holds)}in ${pathSetName(view.model, set)}`,
  key: ({ subject, set }, names) => `${subject} in ${names.set('paths', set)}`,
}
