import type { OfKind } from '@tidegate/model'
import { otherLeaf } from '../formula.ts'
import { longestHead } from '../longest-head.ts'
import { objectOf } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'

export const textSame: PlannedKind<OfKind<'text-same'>> = {
  formula: otherLeaf,
  // Texts are read to their ends.
  steps: longestHead,
  shape: ({ text }) => objectOf({ subject: text, other: text }),
}
