export type { GateMetric } from './metrics/gate-metric.ts'
export { gateMetrics } from './metrics/gate-metrics.ts'
export type { MetricFamily, MetricHead, MetricKind, MetricSample } from './metrics/metric-family.ts'
export { type GateSource, metricsOf, type MetricsOptions } from './metrics/metrics-of.ts'
