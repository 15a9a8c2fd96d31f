import type { OfKind } from '@tidegate/model'
import { arrayOf, objectOf, text as anyText } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'
import { textLeaf } from './text-leaf.ts'

export const textIn: PlannedKind<OfKind<'text-in'>> = {
  formula: (test, wanted, context) => textLeaf(test, { kind: 'values', values: test.values }, wanted, context),
  steps: 1,
  shape: ({ text }) => objectOf({ subject: text, values: arrayOf(anyText) }),
}
