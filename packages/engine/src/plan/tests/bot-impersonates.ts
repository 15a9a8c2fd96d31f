import type { OfKind } from '@tidegate/model'
import { maxHeadLength } from '../max-head-length.ts'
import { objectOf, whole } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'

export const botImpersonates: PlannedKind<OfKind<'bot-impersonates'>> = {
  formula: ({ set }, wanted, { bots }) => bots.impersonator(set, wanted),
  // Reads the whole text.
  steps: maxHeadLength,
  shape: ({ counts }) => objectOf({ set: whole(0, counts.botSets) }),
}
