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
export { layRow, type PlacedCounter, periodOf, type RowLayout, sameLayout } from '../counters/row-layout.ts'
export { sharedTables, type SharedTables, sharedTablesBytes } from '../counters/shared/shared-tables.ts'
export { SharedPlaces } from '../counters/shared/shared-places.ts'
export { SharedPlacesMemory } from '../counters/shared/shared-places-memory.ts'
export { UndoJournal } from '../counters/shared/undo-journal.ts'
export { createOperatorBlocks, type OperatorBlockEntry } from '../counters/operator-blocks.ts'
export { storeTimeIn, type TimeState } from '../counters/store-time.ts'
export { createTableStore, sumStats, type TableCalls } from '../counters/table-store.ts'
export { withFields } from '../logging/with-fields.ts'
