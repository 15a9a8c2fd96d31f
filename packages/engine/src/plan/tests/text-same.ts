import type { OfKind } from '@tidegate/model'
import { otherLeaf } from '../formula.ts'
import { maxHeadLength } from '../max-head-length.ts'
import { objectOf } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'

export const textSame: PlannedKind<OfKind<'text-same'>> = {
  formula: otherLeaf,
  // Reads the whole text.
  steps: maxHeadLength,
  shape: ({ text }) => objectOf({ subject: text, other: text }),
}
