import type { ZoneReader } from '@tidegate/values'
import type { CounterLayout } from '../counters/store.ts'
import { createFactReader, type FactReader } from '../facts/read-facts.ts'
import type { FactWarning } from '../facts/fact-warning.ts'
import { createJudge, type Judge } from '../judge/create-judge.ts'
import type { Plan } from '../plan/plan.ts'
import { type CompleteFacts, createCompleteFacts } from '../plugins/complete-facts.ts'
import type { PluginFacts } from '../plugins/plugin-facts.ts'
import { runToCompletion } from './run-to-completion.ts'
import { Charging } from '../decide/charging.ts'
import { type Count, createDecide, type Decide } from '../decide/decide.ts'
import { createDecisions, type Decisions } from '../decide/decisions.ts'
import { Verdicts } from '../decide/verdict.ts'
import type { GateOptions } from './gate-options.ts'
import type { GateCounting } from './gate-counting.ts'
import { layoutFor } from './layout-for.ts'
import { nearQuotas } from './near-quotas.ts'
import { type CountRules, createCountRules, newTally, type RuleTally } from './rule-tallies.ts'

/** Everything that a gate derives from one plan. A request uses the runtime with which it started. */
export interface Runtime {
  readonly plan: Plan
  readonly layout: CounterLayout
  readonly read: FactReader
  /** Adds facts of plugins; absent if no rule uses one. */
  readonly complete?: CompleteFacts
  readonly judge: Judge
  readonly charging: Charging
  readonly verdicts: Verdicts
  readonly decide: Decide
  readonly decisions: Decisions
  /** By rule, the quota below which a subject is near a limit. */
  readonly near: Float64Array
  /** What each rule has done, indexed by rule. */
  readonly tallies: readonly RuleTally[]
  readonly countRules: CountRules
}

/** The parts that the runtimes of a gate share. */
export interface RuntimeContext {
  readonly zones: ZoneReader
  readonly newId: () => string
  readonly warn: (warning: FactWarning) => void
  readonly plugins: PluginFacts
  /** Charges counters in the gate's store. */
  readonly count: Count
  readonly counting: GateCounting['ofRules']
  /** Creates the leases of requests that take places at once. */
  readonly newLease: () => string
}

const countNothing: CountRules = () => {}

/** How long a request waits for facts by default. */
const defaultFactTimeoutMs = 500

/** Creates the runtime of a plan. Throws a `TypeError` for options with which the plan cannot be used. */
export function createRuntime(plan: Plan, options: GateOptions, context: RuntimeContext): Runtime {
  return runToCompletion(prepareRuntime(plan, options, context))
}

/** Creates the runtime in parts: it yields where other work may be done. */
export function* prepareRuntime(plan: Plan, options: GateOptions, context: RuntimeContext): Generator<void, Runtime> {
  const { zones, newId, warn, plugins, count, counting, newLease } = context
  const layout = layoutFor(plan.layout, options.prefix ?? '', options.processes ?? 1)
  const charging = new Charging(plan, layout, zones)
  const complete = createCompleteFacts(plan, plugins, zones, options.factTimeoutMs ?? defaultFactTimeoutMs)
  const read = createFactReader(plan, {
    ...options,
    onWarning: warn,
    ...(options.clock?.isRecorded === true && { recordedTimes: true }),
  })
  yield
  const judge = createJudge(plan, zones)
  yield
  const decisions = createDecisions(plan, charging, newId, zones)
  yield
  const verdicts = new Verdicts(plan.model, options.onStoreError === 'deny')
  const tallies = counting?.tallies.of(plan.model)
  const decide = createDecide({ judge, charging, verdicts, ...(tallies !== undefined && { tallies }) }, count, newLease)
  const near = nearQuotas(plan.model, charging)
  const isObserving = options.mode === 'observe'
  const countRules =
    counting === undefined || tallies === undefined
      ? countNothing
      : createCountRules(plan.model, { near, tallies, known: counting.known, isObserving })
  return {
    plan,
    layout,
    read,
    ...(complete !== undefined && { complete }),
    judge,
    charging,
    verdicts,
    decide,
    decisions,
    near,
    tallies: tallies ?? plan.model.rules.map(newTally),
    countRules,
  }
}
