import { createZoneReader, type ZoneReader } from '@tidegate/values'
import type { Facts } from '../facts.ts'
import { inputsOf } from '../inputs-of.ts'
import type { AppliedLimit, Judged } from '../judged.ts'
import type { Model, Rule } from '../model.ts'
import { reportedOf, severestLog } from '../refusal-order.ts'
import { botsOf } from '../view/bots-of.ts'
import { evaluate } from './evaluate.ts'
import { keyOf } from './key-of.ts'
import { placesOf } from './places-of.ts'
import { sideOf, type View } from './view.ts'

/**
 * Returns the result of a model for a request, computed rule by rule as the language is defined. This is the slow reference
 * implementation with which tests compare the plan. It never throws; the time is linear in the model.
 */
export function interpret(model: Model, facts: Facts, zones: ZoneReader = createZoneReader()): Judged {
  const view: View = { model, inputs: inputsOf(model), facts, bots: botsOf(model, facts), zones }
  const all = model.rules.map((_, rule) => rule)
  const hit = all.filter((rule) => hits(model.rules[rule]!, view))
  const enforced = (kind: Rule['kind']): readonly number[] =>
    hit.filter((rule) => model.rules[rule]!.kind === kind && !model.rules[rule]!.shadow)
  const shadowed = (kind: Rule['kind']): readonly number[] =>
    hit.filter((rule) => model.rules[rule]!.kind === kind && model.rules[rule]!.shadow)

  const shadows = [...shadowed('block'), ...shadowed('allow-only')]
  for (const phase of ['block', 'allow-only'] as const) {
    const refusing = enforced(phase)
    if (refusing.length === 0) continue
    const log = severestLog(model, refusing)
    const refused = { phase, rule: reportedOf(model, refusing), ...(log !== undefined && { log }) }
    return { refused, limits: [], shadows: shadows.toSorted(ascending), replaced: [], exempted: [] }
  }

  const inForce = hit.filter((rule) => model.rules[rule]!.kind === 'limit')
  const replaced = inForce.filter((rule) => enforced('limit').some((other) => replaces(other, rule, view)))
  const lifts = (exemption: number, limit: number): boolean => {
    const rule = model.rules[exemption]!
    return rule.kind === 'exempt' && rule.lifts.includes(limit)
  }
  const remaining = inForce.filter((rule) => !replaced.includes(rule))
  const exempted = remaining.filter((limit) => enforced('exempt').some((exemption) => lifts(exemption, limit)))
  const applied = remaining.filter((limit) => !exempted.includes(limit))
  for (const exemption of shadowed('exempt')) {
    if (applied.some((limit) => lifts(exemption, limit))) shadows.push(exemption)
  }
  return {
    limits: applied.map((rule) => appliedLimit(rule, view)),
    shadows: shadows.toSorted(ascending),
    replaced,
    exempted,
  }
}

/**
 * Whether a rule applies: it is in force, and it refuses (`block`: the condition is true; `allow only`: it is false), lifts
 * (`exempt`) or counts (`limit`). Tests that the request leaves in doubt have the value that favours refusing.
 */
export function hits(rule: Rule, view: View): boolean {
  const side = sideOf(rule, view)
  if (!rule.guards.every((guard) => evaluate(guard.condition, true, side))) return false
  switch (rule.kind) {
    case 'block':
    case 'exempt':
      return evaluate(rule.condition, true, side)
    case 'allow-only':
      return evaluate(rule.condition, false, side)
    case 'limit':
      return true
  }
}

/** Whether a limit replaces another one. A limit that is in force only because of a doubt does not. */
function replaces(rule: number, other: number, view: View): boolean {
  const limit = view.model.rules[rule]!
  if (limit.kind !== 'limit' || limit.replaces !== other) return false
  return limit.guards.every((guard) => evaluate(guard.condition, true, { ...view, doubt: false }))
}

function appliedLimit(rule: number, view: View): AppliedLimit {
  const limit = view.model.rules[rule]!
  if (limit.kind !== 'limit') throw new TypeError('only limits apply')
  return { rule, key: keyOf(limit, view), places: placesOf(limit, view) }
}

function ascending(x: number, y: number): number {
  return x - y
}
