import type { OfKind } from '@tidegate/model'
import { atomLeaf, textDimension } from '../formula.ts'
import { objectOf, oneOf, whole } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'

export const pathIn: PlannedKind<OfKind<'path-in'>> = {
  formula: ({ subject, set }, wanted) => atomLeaf(textDimension({ kind: subject }), { kind: 'paths', set }, wanted),
  steps: 1,
  shape: ({ counts }) => objectOf({ subject: oneOf('path', 'target'), set: whole(0, counts.pathSets) }),
}
