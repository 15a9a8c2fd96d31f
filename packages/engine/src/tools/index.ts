// The internal functions of the engine that programs need to compile, compare, replay or measure policies. They may change between minor versions.
export { planPolicy } from '../plan/plan-policy.ts'
export { maxTerms } from '../plan/to-terms.ts'
export type { Residual } from '../plan/dimensions.ts'
export { worstCost, type CostPart, type WorstCost } from '../plan/worst-cost.ts'
export { createJudge, type Judge } from '../judge/create-judge.ts'
export { createFactReader } from '../facts/read-facts.ts'
export type { FactReading } from '../facts/fact-reading.ts'
export { createCountingGate } from '../gate/create-gate.ts'
export { checkGateOptions } from '../gate/gate-options.ts'
export { describePlugins, sendableOutlines, type PluginOutline } from '../plugins/describe-plugin.ts'
export { registerPlugins } from '../plugins/plugin-registry.ts'
export { describeLimit, type LimitWords } from '../explain/describe-limit.ts'
export { ageState, canCarry } from '../counters/carried-state.ts'
export {
  type CarriedRow,
  carriedRows,
  type CarriedSnapshot,
  createFingerprint,
  writeCarriedRows,
} from '../counters/carried-rows.ts'
export { type BlockedCounter, blockName, readBlockName } from '../counters/operator-blocks.ts'
export { type RowKind, rowKinds } from '../counters/snapshot-parts.ts'
