import type { OfKind } from '@tidegate/model'
import { atomLeaf } from '../formula.ts'
import { objectOf, whole } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'

export const ipIn: PlannedKind<OfKind<'ip-in'>> = {
  formula: ({ subject, set }, wanted) => atomLeaf({ kind: 'address', subject }, { kind: 'addresses', set }, wanted),
  steps: 1,
  shape: ({ address, counts }) => objectOf({ subject: address, set: whole(0, counts.addressSets) }),
}
