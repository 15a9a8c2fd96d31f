import type { DurationCounts } from '@tidegate/engine'
import type { GateMetric } from './gate-metric.ts'
import type { MetricSample } from './metric-family.ts'
import { ruleMetrics } from './rule-metrics.ts'

const one = (value: number): readonly MetricSample[] => [{ labels: {}, value }]
const seconds = (ms: number): number => ms / 1_000

/** Every metric of a gate, in the order in which they are written. */
export const gateMetrics: readonly GateMetric[] = [
  {
    name: 'tidegate_decisions_total',
    kind: 'counter',
    help: 'Decisions by outcome and reason. In observe mode the outcome is pass, with the reason for which the request would have been refused.',
    labels: ['outcome', 'reason'],
    joined: 'sum',
    read: ({ decisions }) =>
      decisions.map(({ outcome, reason, count }) => ({ labels: { outcome, reason }, value: count })),
  },
  ...ruleMetrics,
  {
    name: 'tidegate_decision_duration_seconds',
    kind: 'histogram',
    help: 'Time of a decision, with the time that it waited for facts and for the store. One decision in 17 is measured, so its count is not the number of decisions.',
    labels: [],
    joined: 'sum',
    read: ({ durations }) => histogram(durations),
  },
  {
    name: 'tidegate_policy_info',
    kind: 'gauge',
    help: 'Always 1: the fingerprint of the policy in force, and whether refusals are enforced or only observed.',
    labels: ['fingerprint', 'mode'],
    joined: 'first',
    read: ({ policy: { fingerprint }, observing }) => [
      { labels: { fingerprint, mode: observing ? 'observe' : 'enforce' }, value: 1 },
    ],
  },
  {
    name: 'tidegate_policy_loaded_timestamp_seconds',
    kind: 'gauge',
    help: 'When the policy in force was loaded, in seconds since 1970.',
    labels: [],
    joined: 'min',
    read: ({ loadedAtMs }) => one(seconds(loadedAtMs)),
  },
  {
    name: 'tidegate_policy_file_modified_timestamp_seconds',
    kind: 'gauge',
    help: 'Modification time of each file of the policy, of the version that is in force, in seconds since 1970. Only for policies that are read from files.',
    labels: ['file', 'role'],
    joined: 'min',
    read: ({ files = [] }) =>
      files.map(({ file, role, modifiedAtMs }) => ({ labels: { file, role }, value: seconds(modifiedAtMs) })),
  },
  {
    name: 'tidegate_reloads_total',
    kind: 'counter',
    help: 'Reloads of the policy by result: replaced, unchanged, or failed, after which the last valid policy stays in force.',
    labels: ['result'],
    joined: 'sum',
    read: ({ reloads }) =>
      (['replaced', 'unchanged', 'failed'] as const).map((result) => ({ labels: { result }, value: reloads[result] })),
  },
  {
    name: 'tidegate_last_reload_successful',
    kind: 'gauge',
    help: '0 if the last reload failed, so that the files of the policy are not what is in force; otherwise 1.',
    labels: [],
    joined: 'min',
    read: ({ reloads }) => one(reloads.isFailing ? 0 : 1),
  },
  {
    name: 'tidegate_list_entries',
    kind: 'gauge',
    help: 'Ranges of addresses in each named list of the policy in force, after adjacent and overlapping ones were joined.',
    labels: ['list'],
    joined: 'max',
    read: ({ lists }) => lists.map(({ name, ranges }) => ({ labels: { list: name }, value: ranges })),
  },
  {
    name: 'tidegate_list_updated_timestamp_seconds',
    kind: 'gauge',
    help: 'When the addresses in each named list changed last, in seconds since 1970; the start of the gate if they have not changed since.',
    labels: ['list'],
    joined: 'min',
    read: ({ lists }) =>
      lists.map(({ name, changedAtMs }) => ({ labels: { list: name }, value: seconds(changedAtMs) })),
  },
  {
    name: 'tidegate_counters_subjects',
    kind: 'gauge',
    help: 'Clients, or other subjects of limits, that have a counter.',
    labels: [],
    joined: 'sum',
    read: ({ counters }) => one(counters.subjects),
  },
  {
    name: 'tidegate_counters_capacity',
    kind: 'gauge',
    help: 'Subjects for which there is room.',
    labels: [],
    joined: 'sum',
    read: ({ counters }) => one(counters.capacity),
  },
  {
    name: 'tidegate_counters_bytes',
    kind: 'gauge',
    help: 'Memory of the counters.',
    labels: [],
    joined: 'sum',
    read: ({ counters }) => one(counters.bytes),
  },
  {
    name: 'tidegate_counters_evictions_total',
    kind: 'counter',
    help: 'Subjects whose counters were removed before their time to make room; never those over a limit.',
    labels: [],
    joined: 'sum',
    read: ({ counters }) => one(counters.evictions),
  },
  {
    name: 'tidegate_counters_overflows_total',
    kind: 'counter',
    help: 'Decisions that were counted together with other subjects, because the table was full of subjects over their limits.',
    labels: [],
    joined: 'sum',
    read: ({ counters }) => one(counters.overflows),
  },
  {
    name: 'tidegate_store_up',
    kind: 'gauge',
    help: '1 if the store answered the last call, otherwise 0. This and the other metrics of the store exist only for gates with a store outside the process.',
    labels: [],
    joined: 'min',
    read: ({ store }) => (store === undefined ? [] : one(store.isUp ? 1 : 0)),
  },
  {
    name: 'tidegate_store_requests_total',
    kind: 'counter',
    help: 'Calls of the store by result: answered, or failed, which includes those that took too long.',
    labels: ['result'],
    joined: 'sum',
    read: ({ store }) =>
      store === undefined
        ? []
        : (['answered', 'failed'] as const).map((result) => ({ labels: { result }, value: store[result] })),
  },
  {
    name: 'tidegate_store_duration_seconds',
    kind: 'histogram',
    help: 'Time of the calls of the store that were answered.',
    labels: [],
    joined: 'sum',
    read: ({ store }) => (store === undefined ? [] : histogram(store.durations)),
  },
  {
    name: 'tidegate_store_fallback_decisions_total',
    kind: 'counter',
    help: 'Decisions that were made without the store, as onStoreError says.',
    labels: [],
    joined: 'sum',
    read: ({ store }) => (store === undefined ? [] : one(store.fallbackDecisions)),
  },
  {
    name: 'tidegate_store_near_refusals_total',
    kind: 'counter',
    help: 'Refusals of clients over their limits that were repeated without asking the store.',
    labels: [],
    joined: 'sum',
    read: ({ store }) => (store === undefined ? [] : one(store.nearRefusals)),
  },
  {
    name: 'tidegate_store_outages_total',
    kind: 'counter',
    help: 'How often the store became unavailable.',
    labels: [],
    joined: 'sum',
    read: ({ store }) => (store === undefined ? [] : one(store.outages)),
  },
  {
    name: 'tidegate_store_probes_total',
    kind: 'counter',
    help: 'Requests that tried the store while it was unavailable: one at a time, after pauses of 0.1 to 1 second.',
    labels: [],
    joined: 'sum',
    read: ({ store }) => (store === undefined ? [] : one(store.probes)),
  },
  {
    name: 'tidegate_store_late_total',
    kind: 'counter',
    help: 'Decisions that the store carried out after their requests had stopped waiting, so that they were counted late.',
    labels: [],
    joined: 'sum',
    read: ({ store }) => (store === undefined ? [] : one(store.late)),
  },
  {
    name: 'tidegate_fact_lookups_total',
    kind: 'counter',
    help: 'Look-ups of facts of plugins by result: answered, failed, or dropped because a bound was reached. Cached answers are not counted.',
    labels: ['plugin', 'fact', 'result'],
    joined: 'sum',
    read: ({ facts }) =>
      facts.flatMap(({ plugin, fact, ...counts }) =>
        (['answered', 'failed', 'dropped'] as const).map((result) => ({
          labels: { plugin, fact, result },
          value: counts[result],
        })),
      ),
  },
  {
    name: 'tidegate_fact_lookups_pending',
    kind: 'gauge',
    help: 'Look-ups of facts of plugins that are running or waiting.',
    labels: ['plugin', 'fact'],
    joined: 'sum',
    read: ({ facts }) => facts.map(({ plugin, fact, pending }) => ({ labels: { plugin, fact }, value: pending })),
  },
  {
    name: 'tidegate_listener_errors_total',
    kind: 'counter',
    help: 'Failures of listeners for events and of the logger.',
    labels: [],
    joined: 'sum',
    read: ({ listenerErrors }) => one(listenerErrors),
  },
]

function histogram({ buckets, count, sumSeconds }: DurationCounts): readonly MetricSample[] {
  return [
    ...buckets.map((bucket): MetricSample => ({
      suffix: '_bucket',
      labels: { le: String(bucket.atMostSeconds) },
      value: bucket.count,
    })),
    { suffix: '_bucket', labels: { le: '+Inf' }, value: count },
    { suffix: '_sum', labels: {}, value: sumSeconds },
    { suffix: '_count', labels: {}, value: count },
  ]
}
