import type { OfKind } from '@tidegate/model'
import { otherLeaf } from '../formula.ts'
import { objectOf } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'

export const agentOversized: PlannedKind<OfKind<'agent-oversized'>> = {
  formula: otherLeaf,
  steps: 1,
  shape: () => objectOf({}),
}
