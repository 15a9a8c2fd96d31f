import type { TextSubject } from '@tidegate/model'
import type { OtherTest } from '../dimensions.ts'
import { type Atom, atomLeaf, type Formula, otherLeaf, textDimension } from '../formula.ts'
import type { FormulaContext } from '../formula-context.ts'

/** The leaf of a test on a text; a test on a fact of another type belongs to no dimension. */
export function textLeaf(
  test: OtherTest & { readonly subject: TextSubject },
  atom: Atom,
  wanted: boolean,
  { facts }: FormulaContext,
): Formula {
  const { subject } = test
  if (subject.kind === 'fact') {
    const { type } = facts[subject.fact]!
    if (type !== 'text' && type !== 'texts') return otherLeaf(test, wanted)
  }
  return atomLeaf(textDimension(subject), atom, wanted)
}
