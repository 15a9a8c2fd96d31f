import { performance } from 'node:perf_hooks'
import type { MetricHead } from '@tidegate/telemetry'

/** A metric of the process, and how it is read. */
export interface ProcessMetric extends MetricHead {
  readonly read: () => number
}

/** The values of all metrics of this process, in the order of the table. */
export function readProcess(): readonly number[] {
  return processMetrics.map(({ read }) => read())
}

/**
 * Metrics of the process under the names that all clients of Prometheus use. WHY not the default metrics of prom-client: they observe each garbage collection
 * and the event loop, which costs time on the path of requests, and cannot be ended.
 */
export const processMetrics: readonly ProcessMetric[] = [
  {
    name: 'process_cpu_seconds_total',
    kind: 'counter',
    help: 'Processor time of the process, in user and system mode.',
    labels: [],
    joined: 'sum',
    read: () => {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1e6
    },
  },
  {
    name: 'process_resident_memory_bytes',
    kind: 'gauge',
    help: 'Resident memory of the process.',
    labels: [],
    joined: 'sum',
    read: () => process.memoryUsage.rss(),
  },
  {
    name: 'process_start_time_seconds',
    kind: 'gauge',
    help: 'Start of the process, in seconds since 1970.',
    labels: [],
    joined: 'min',
    read: () => performance.timeOrigin / 1_000,
  },
  {
    name: 'nodejs_heap_size_used_bytes',
    kind: 'gauge',
    help: 'Used size of the JavaScript heap.',
    labels: [],
    joined: 'sum',
    read: () => process.memoryUsage().heapUsed,
  },
  {
    name: 'nodejs_eventloop_utilization',
    kind: 'gauge',
    help: 'Share of the time since the start in which the event loop was busy, from 0 to 1.',
    labels: [],
    joined: 'max',
    read: () => performance.eventLoopUtilization().utilization,
  },
]
