export type { GateRequest } from './request.ts'
export type { Facts, FactValue, IpsFact } from './facts/facts.ts'
export type { Decision, LimitState, Outcome, Reason, RuleRef, ShadowNote } from './decision.ts'
export { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from './counters/memory-store.ts'
export { rowBytes } from './counters/row-layout.ts'
export type {
  Awaitable,
  Charge,
  Consumed,
  CounterAlgorithm,
  CounterLayout,
  CounterSpec,
  CounterStats,
  CounterStore,
  KeyValue,
  Reading,
  SubjectSpec,
} from './counters/store.ts'
export type { Plan, PlanInputs, PlanLimit } from './plan/plan.ts'
export type { Admission, Gate, GateEvents, GateStats, ReloadReport, RequestEnd } from './gate/gate.ts'
export type { Explanation, RuleExplanation } from './explain/explanation.ts'
