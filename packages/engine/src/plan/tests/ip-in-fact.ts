import type { OfKind } from '@tidegate/model'
import { otherLeaf } from '../formula.ts'
import { objectOf } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'

export const ipInFact: PlannedKind<OfKind<'ip-in-fact'>> = {
  formula: otherLeaf,
  // Comparisons in a set that is part of the request.
  steps: 32,
  shape: ({ address, fact }) => objectOf({ subject: address, fact }),
}
