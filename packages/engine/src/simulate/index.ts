export {
  createSimulation,
  type PastAdmission,
  type RecordedClocks,
  type Simulation,
  type SimulationOptions,
} from './create-simulation.ts'
export type { Charged } from '../decide/charged.ts'
export { createPastClients, type LoggedAddress, type PastClients } from './past-clients.ts'
export type { KnownInputs, PastRequest } from './read-past-request.ts'
export type { Verdict } from '../decide/verdict.ts'
export { createEnds, type Ends } from './ends.ts'
export { createCoverage } from './create-coverage.ts'
export type { ConditionCoverage, Coverage, CoverageReport, RuleCoverage } from './coverage.ts'
export { ruleRefsOf } from '../decide/rule-refs.ts'
