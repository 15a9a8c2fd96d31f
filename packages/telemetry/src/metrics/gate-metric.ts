import type { GateCounts } from '@tidegate/engine'
import type { MetricHead, MetricSample } from './metric-family.ts'

/** A metric of gates, and how it is read from what one gate has counted. */
export interface GateMetric extends MetricHead {
  readonly read: (counts: GateCounts, maxRules: number) => readonly MetricSample[]
}
