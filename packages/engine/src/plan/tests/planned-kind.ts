import type { Formula } from '../formula.ts'
import type { FormulaContext } from '../formula-context.ts'
import type { ModelShapes } from '../model-shapes.ts'
import type { Shape } from '../shapes.ts'

/** How one kind of test is planned. */
export interface PlannedKind<T> {
  /** The test, or its opposite where it is not `wanted`, as atoms of dimensions, or as a test that belongs to none. */
  readonly formula: (test: T, wanted: boolean, context: FormulaContext) => Formula
  /** The most steps that asking it takes where it belongs to no dimension: see `WorstCost`. */
  readonly steps: number
  /** What a stored test of the kind must hold besides its kind. */
  readonly shape: (shapes: ModelShapes) => Shape
}
