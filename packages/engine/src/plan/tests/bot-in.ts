import type { OfKind } from '@tidegate/model'
import { longestHead } from '../longest-head.ts'
import { objectOf, whole } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'

export const botIn: PlannedKind<OfKind<'bot-in'>> = {
  formula: ({ set }, wanted, { bots }) => bots.member(set, wanted),
  // Texts are read to their ends.
  steps: longestHead,
  shape: ({ counts }) => objectOf({ set: whole(0, counts.botSets) }),
}
