import type { OfKind } from '@tidegate/model'
import { objectOf, oneOf, text as anyText } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'
import { textLeaf } from './text-leaf.ts'

export const textMatch: PlannedKind<OfKind<'text-match'>> = {
  formula: (test, wanted, context) => {
    const { operator, value } = test
    return textLeaf(test, { kind: 'match', operator, value }, wanted, context)
  },
  steps: 1,
  shape: ({ text }) =>
    objectOf({ subject: text, operator: oneOf('contains', 'starts-with', 'ends-with'), value: anyText }),
}
