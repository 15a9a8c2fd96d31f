import type { OfKind, Test } from '@tidegate/model'
import type { Formula } from '../formula.ts'
import type { FormulaContext } from '../formula-context.ts'
import { type ModelCounts, modelShapes } from '../model-shapes.ts'
import type { OtherTest } from '../dimensions.ts'
import { kindOf, type Shape } from '../shapes.ts'
import { agentOversized } from './agent-oversized.ts'
import { botImpersonates } from './bot-impersonates.ts'
import { botIn } from './bot-in.ts'
import { flag } from './flag.ts'
import { ipInFact } from './ip-in-fact.ts'
import { ipIn } from './ip-in.ts'
import { notEmpty } from './not-empty.ts'
import { nowIn } from './now-in.ts'
import { numberCompare } from './number-compare.ts'
import { pathIn } from './path-in.ts'
import { present } from './present.ts'
import { textIn } from './text-in.ts'
import { textMatch } from './text-match.ts'
import { textSame } from './text-same.ts'
import type { PlannedKind } from './planned-kind.ts'

const plannedKinds: { readonly [Kind in Test['kind']]: PlannedKind<OfKind<Kind>> } = {
  'agent-oversized': agentOversized,
  'bot-impersonates': botImpersonates,
  'bot-in': botIn,
  flag,
  'ip-in-fact': ipInFact,
  'ip-in': ipIn,
  'not-empty': notEmpty,
  'now-in': nowIn,
  'number-compare': numberCompare,
  'path-in': pathIn,
  present,
  'text-in': textIn,
  'text-match': textMatch,
  'text-same': textSame,
}

// INVARIANT: a test is passed only to its own kind, which the compiler cannot verify.
function plannedKind(test: Test): PlannedKind<Test> {
  return plannedKinds[test.kind] as PlannedKind<Test>
}

/** A test, or its negation if not `wanted`, as a formula. */
export function testFormula(test: Test, wanted: boolean, context: FormulaContext): Formula {
  return plannedKind(test).formula(test, wanted, context)
}

/** Maximum number of steps of a test that belongs to no dimension. */
export function stepsOf(test: OtherTest): number {
  return plannedKind(test).steps
}

/** The shape of a test in a stored model. */
export function testShape(counts: ModelCounts): Shape {
  return kindOf(shapesByKind(counts))
}

/** The shape of a test that belongs to no dimension: any except that of the time. */
export function otherTestShape(counts: ModelCounts): Shape {
  const { 'now-in': _, ...others } = shapesByKind(counts)
  return kindOf(others)
}

function shapesByKind(counts: ModelCounts): Readonly<Record<string, Shape>> {
  const shapes = modelShapes(counts)
  return Object.fromEntries(Object.entries(plannedKinds).map(([kind, { shape }]) => [kind, shape(shapes)]))
}
