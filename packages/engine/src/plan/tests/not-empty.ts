import type { OfKind } from '@tidegate/model'
import { objectOf } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'
import { textLeaf } from './text-leaf.ts'

export const notEmpty: PlannedKind<OfKind<'not-empty'>> = {
  formula: (test, wanted, context) => textLeaf(test, { kind: 'not-empty' }, wanted, context),
  steps: 1,
  shape: ({ text }) => objectOf({ subject: text }),
}
