import type { OfKind } from '@tidegate/model'
import { atomLeaf } from '../formula.ts'
import { objectOf, whole } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'

export const nowIn: PlannedKind<OfKind<'now-in'>> = {
  formula: ({ window }, wanted) => atomLeaf({ kind: 'time' }, { kind: 'window', window }, wanted),
  steps: 1,
  shape: ({ counts }) => objectOf({ window: whole(0, counts.windows) }),
}
