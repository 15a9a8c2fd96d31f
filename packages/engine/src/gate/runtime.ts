import type { ZoneReader } from '@tidegate/values'
import type { CounterLayout } from '../counters/store.ts'
import { createFactReader, type FactReader } from '../facts/read-facts.ts'
import type { FactWarning } from '../facts/fact-warning.ts'
import { createJudge, type Judge } from '../judge/create-judge.ts'
import type { Plan } from '../plan/plan.ts'
import { type Charging, createCharging } from './charging.ts'
import { createDecisions, type Decisions } from './decisions.ts'
import type { GateOptions } from './gate-options.ts'
import { layoutFor } from './layout-for.ts'

/** All that a gate needs of one plan. A request keeps to the one with which it began. */
export interface Runtime {
  readonly plan: Plan
  readonly layout: CounterLayout
  readonly read: FactReader
  readonly judge: Judge
  readonly charging: Charging
  readonly decisions: Decisions
}

/** The runtime of a plan. Throws a `TypeError` for options that the plan cannot be used with. */
export function createRuntime(
  plan: Plan,
  options: GateOptions,
  zones: ZoneReader,
  newId: () => string,
  onWarning: (warning: FactWarning) => void,
): Runtime {
  const layout = layoutFor(plan.layout, options.prefix ?? '', options.processes ?? 1)
  const charging = createCharging(plan, layout)
  return {
    plan,
    layout,
    read: createFactReader(plan, { ...options, onWarning }),
    judge: createJudge(plan, zones),
    charging,
    decisions: createDecisions(plan, charging, newId, zones),
  }
}
