import type { OfKind } from '@tidegate/model'
import { otherLeaf } from '../formula.ts'
import { number, objectOf, oneOf } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'

export const numberCompare: PlannedKind<OfKind<'number-compare'>> = {
  formula: otherLeaf,
  steps: 1,
  shape: ({ fact }) => objectOf({ fact, operator: oneOf('==', '<', '<=', '>', '>='), value: number }),
}
