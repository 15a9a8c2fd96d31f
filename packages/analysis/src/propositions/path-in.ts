import type { OfKind } from '@tidegate/model'
import type { PathReading } from '../logic/atom.ts'
import { certainly, type Proposition } from '../logic/proposition.ts'
import { contrary } from '../dimensions/space.ts'
import type { PropositionContext } from './proposition-context.ts'

const target = { kind: 'text', of: { kind: 'target' } } as const

/** The proposition of a test `path-in`. */
export function pathIn(test: OfKind<'path-in'>, context: PropositionContext): Proposition {
  const { model, space, nameIt } = context
  const { include, except, name } = model.pathSets[test.set]!
  const reading: PathReading = { part: test.subject, folded: !model.pathsMatchExactly }
  const matches = (patterns: readonly string[]): Proposition =>
    patterns.length === 0
      ? certainly(false)
      : space.atom(target, { kind: 'patterns', patterns: [...new Set(patterns)].toSorted(), reading })
  return nameIt(space.allOf([matches(include), contrary(matches(except), space)]), name)
}
