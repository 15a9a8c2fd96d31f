import type { OfKind } from '@tidegate/model'
import { otherLeaf } from '../formula.ts'
import { objectOf } from '../shapes.ts'
import type { PlannedKind } from './planned-kind.ts'
import { textLeaf } from './text-leaf.ts'

export const present: PlannedKind<OfKind<'present'>> = {
  formula: (test, wanted, context) => {
    const { kind, subject } = test
    if (subject.kind === 'peer') return otherLeaf(test, wanted)
    return textLeaf({ kind, subject }, { kind: 'present' }, wanted, context)
  },
  steps: 1,
  shape: ({ textOrPeer }) => objectOf({ subject: textOrPeer }),
}
