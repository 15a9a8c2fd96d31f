import type { Formula } from '../formula.ts'
import type { FormulaContext } from '../formula-context.ts'
import type { ModelShapes } from '../model-shapes.ts'
import type { Shape } from '../shapes.ts'

/** The planning of one kind of test. */
export interface PlannedKind<T> {
  /** Returns the test, or its negation if not `wanted`, as atoms of dimensions, or as a test that belongs to no dimension. */
  readonly formula: (test: T, wanted: boolean, context: FormulaContext) => Formula
  /** Maximum number of steps if the test belongs to no dimension; see `WorstCost`. */
  readonly steps: number
  /** Returns the shape of a stored test of the kind, without its `kind`. */
  readonly shape: (shapes: ModelShapes) => Shape
}
