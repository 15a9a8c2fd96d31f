export type { GateRequest } from './request.ts'
export type { Decision, LimitStanding, LimitState, Outcome, Reason, RuleRef, ShadowNote } from './decision.ts'
export { checkIpList, type IpListProblem } from './facts/parse-ips.ts'
export {
  createMemoryStore,
  type MemoryStore,
  type MemoryStoreOptions,
  type RestoredCounters,
} from './counters/memory-store.ts'
export { type CounterSnapshot, readCounterSnapshot, type ReadSnapshot } from './counters/read-snapshot.ts'
export type { SnapshotPart } from './counters/snapshot-parts.ts'
export type { CarriedState } from './counters/carried-state.ts'
export type {
  AtOnceCounter,
  Awaitable,
  CalendarCounter,
  CalendarPeriod,
  Charge,
  Consumed,
  CounterAlgorithm,
  CounterLayout,
  CounterRef,
  CounterSpec,
  CounterStats,
  CounterStore,
  Reading,
  SubjectSpec,
  WindowAlgorithm,
  WindowCounter,
} from './counters/store.ts'
export type { Plan } from './plan/plan.ts'
export { readPlan, writePlan } from './plan/plan-json.ts'
export { checkIsOptions, checkOptions, checkValues, shownValue, type ValueKind } from './check-options.ts'
export { systemClock, type Clock } from './gate/clock.ts'
export { createGate } from './gate/create-gate.ts'
export { gateOptionNames, type GateOptions } from './gate/gate-options.ts'
export type { Logger, LogFields } from './logging/logger.ts'
export { escapeText } from './logging/escape-text.ts'
export { logLine } from './logging/log-line.ts'
export { createTextLogger } from './logging/text-logger.ts'
export type { CountersReport, DecisionReport, GateEvents, ReloadReport, SettledReport } from './events/gate-events.ts'
export type {
  DecisionCount,
  DurationCounts,
  GateCounts,
  LimitCounts,
  ListState,
  PolicyFileState,
  ReloadCounts,
  RuleCounts,
  StoreCounts,
} from './gate/gate-counts.ts'
export type { Admission, Gate, GateStats, RequestEnd } from './gate/gate.ts'
export type { EdgeSubject } from './gate/edge-subjects.ts'
export type { GateCounters, SubjectCounter, SubjectCounters } from './gate/gate-counters.ts'
export type { CounterSubject, KeyText } from './decide/key-texts.ts'
export type { Refusal, RefusingLimit } from './gate/refusals.ts'
export type { Explanation, RuleExplanation } from './explain/explanation.ts'
export {
  definePlugin,
  type DefinedPlugin,
  type FactShapes,
  type FactValuesOf,
  type PluginDefinition,
} from './plugins/define-plugin.ts'
export {
  type AsyncFact,
  defaultLookupBounds,
  type FactAnswer,
  type FactDefinition,
  type FactShape,
  type LookupBounds,
  type SyncFact,
  type ValueOf,
  type ValuesByType,
} from './plugins/fact-definition.ts'
export type { FactInputs } from './plugins/fact-inputs.ts'
export type { FactResolverStats } from './plugins/fact-resolver.ts'
export type { ListSource, Observers, Plugin } from './plugins/plugin.ts'
export type { PluginFactStats } from './plugins/plugin-facts.ts'
export type { RefusalText, ReplyBody } from './reply/reply-body.ts'
