import {
  botsOf,
  type Condition,
  costCasesOf,
  evaluate,
  type Guard,
  hits,
  inputsOf,
  type Rule,
  type Test,
  sideOf,
  testValue,
  testsOf,
  testText,
  type View,
} from '@tidegate/model'
import { createZoneReader } from '@tidegate/values'
import { ruleRefsOf } from '../decide/rule-refs.ts'
import type { Decision } from '../decision.ts'
import { createFactReader, type FactReaderOptions } from '../facts/read-facts.ts'
import type { Plan } from '../plan/plan.ts'
import type { ConditionCoverage, Coverage, CoverageReport } from './coverage.ts'

interface Point {
  readonly test: Test
  readonly text: string
  readonly source: ConditionCoverage['source']
  readonly file: string
  readonly line: number
  held: number
  failed: number
}

interface Count {
  inForce: number
  held: number
  refused: number
}

/**
 * Creates an empty coverage of a plan's rules and of the tests in their conditions. Every test is evaluated for every request, even if an
 * earlier one determines the result. Covering a request is as slow as explaining it: linear in the model. Requests that are refused before any rule
 * count as requests but cover nothing.
 */
export function createCoverage(plan: Plan, options: FactReaderOptions = {}): Coverage {
  const { model } = plan
  const read = createFactReader(plan, options)
  const zones = createZoneReader()
  const inputs = inputsOf(model)
  const refs = ruleRefsOf(model)
  const points = pointsOf(plan)
  const counts = model.rules.map((): Count => ({ inForce: 0, held: 0, refused: 0 }))
  let requests = 0

  function cover(request: Parameters<Coverage['cover']>[0], wallMs: number, decision: Decision): void {
    requests += 1
    const reading = read(request, wallMs)
    if (reading.kind === 'refusal') return
    const { facts } = reading
    const view: View = { model, inputs, facts, bots: botsOf(model, facts), zones }
    for (const point of points) {
      // A test that is in doubt covers neither of its values.
      const value = testValue(point.test, view)
      if (value === true) point.held += 1
      if (value === false) point.failed += 1
    }
    for (const [index, rule] of model.rules.entries()) {
      const count = counts[index]!
      if (!rule.guards.every(({ condition }) => evaluate(condition, true, sideOf(rule, view)))) continue
      count.inForce += 1
      if (rule.kind !== 'limit' && hits(rule, view)) count.held += 1
    }
    for (const state of decision.limits) countLimit(state.rule.id, state.admitted)
    for (const { rule, would } of decision.shadows) if (would === 'limit') countLimit(rule.id, false)
  }

  function countLimit(id: string, isAdmitted: boolean): void {
    const count = counts[model.rules.findIndex((rule) => rule.id === id)]
    if (count === undefined) return
    count.held += 1
    if (!isAdmitted) count.refused += 1
  }

  function report(): CoverageReport {
    const rules = counts.map(({ inForce, held, refused }, index) => {
      const rule = model.rules[index]!
      // WHY: decisions mention a shadow limit only if it would have refused the request, but every shadow limit in force has counted the request.
      const counted = rule.kind === 'limit' && rule.shadow ? inForce : held
      const limits = rule.kind === 'limit' ? { refused } : {}
      return { rule: refs[index]!, shadow: rule.shadow, inForce, held: counted, ...limits }
    })
    const conditions = points.map(({ text, source, file, line, held, failed }) => ({
      text,
      source,
      file,
      line,
      held,
      failed,
    }))
    const reached = [
      ...rules.flatMap(({ held, refused }) => (refused === undefined ? [held > 0] : [held > 0, refused > 0])),
      ...conditions.flatMap(({ held, failed }) => [held > 0, failed > 0]),
    ]
    return { requests, rules, conditions, points: reached.length, covered: reached.filter(Boolean).length }
  }

  return { cover, report }
}

/** Every test of a model that can be true or false, once for each position where it is written. */
function pointsOf({ model }: Plan): readonly Point[] {
  const points = new Map<string, Point>()
  const add = (condition: Condition, source: Point['source'], place: Rule['place']): void => {
    for (const test of testsOf(condition)) {
      const text = testText(test, model)
      const key = JSON.stringify([source, place.file, place.line, place.column, text])
      if (!points.has(key))
        points.set(key, { test, text, source, file: place.file, line: place.line, held: 0, failed: 0 })
    }
  }
  for (const rule of model.rules) {
    if (rule.kind !== 'limit') add(rule.condition, 'condition', rule.place)
    for (const { condition, place } of costCasesOf(rule)) add(condition, 'costing', place)
    for (const { condition, source, place } of rule.guards) if (isWritten(source)) add(condition, source, place)
  }
  return [...points.values()].toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
}

function isWritten(source: Guard['source']): source is Exclude<Guard['source'], 'bots-on-robots-txt'> {
  return source !== 'bots-on-robots-txt'
}
