export {
  createRehearsal,
  type PastRequest,
  type Rehearsal,
  type RehearsalOptions,
  type Verdict,
} from './create-rehearsal.ts'
export { createCoverage } from './create-coverage.ts'
export type { ConditionCoverage, Coverage, CoverageReport, RuleCoverage } from './coverage.ts'
export { ruleRefsOf } from '../gate/rule-refs.ts'
