export {
  createRehearsal,
  type PastRequest,
  type Rehearsal,
  type RehearsalOptions,
  type Verdict,
} from './create-rehearsal.ts'
export { createCoverage } from './create-coverage.ts'
export type { ConditionCoverage, Coverage, CoverageReport, RuleCoverage } from './coverage.ts'
export { ruleRefsOf } from '../decide/rule-refs.ts'
export { diffPolicies, type DiffOptions } from './diff-policies.ts'
export type { DecisionClass, DiffNote, DiffWitness, LimitClass, PolicyDiff, UnsettledRule } from './policy-diff.ts'
export type { LimitTerms, Outcome } from './outcome.ts'
export { limitWords, replyWords } from './limit-terms.ts'
export type { Side } from './set-names.ts'
