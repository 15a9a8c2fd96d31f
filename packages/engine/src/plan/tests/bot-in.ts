import type { OfKind } from '@tidegate/model'
import { maxHeadLength } from '../max-head-length.ts'
import { objectOf, whole } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'

export const botIn: PlannedKind<OfKind<'bot-in'>> = {
  formula: ({ set }, wanted, { bots }) => bots.member(set, wanted),
  // Reads the whole text.
  steps: maxHeadLength,
  shape: ({ counts }) => objectOf({ set: whole(0, counts.botSets) }),
}
