import { type DashboardRow, lines } from './panels.ts'
import { all, gateway, quantile, rate } from './queries.ts'

/** What decisions depend on, how fast they are, and the gateway. */
export const rowsOfOperation: readonly DashboardRow[] = [
  {
    title: 'Lists, files and reloads',
    height: 8,
    panels: [
      {
        ...lines,
        width: 8,
        title: 'Age of list files',
        description: 'Of the versions that are in force.',
        unit: 's',
        queries: [
          {
            expr: `time() - min by (policy, file) (tidegate_policy_file_modified_timestamp_seconds{${all},role="list"})`,
            legend: '{{file}} ({{policy}})',
          },
        ],
      },
      {
        ...lines,
        width: 8,
        title: 'Ranges in lists',
        description: 'A list that shrinks suddenly was fetched badly.',
        unit: 'short',
        queries: [{ expr: `max by (policy, list) (tidegate_list_entries{${all}})`, legend: '{{list}} ({{policy}})' }],
      },
      {
        ...lines,
        width: 8,
        title: 'Reloads',
        description: 'Reloads in the last hour by result.',
        unit: 'short',
        queries: [
          {
            expr: `sum by (policy, result) (increase(tidegate_reloads_total{${all}}[1h]))`,
            legend: '{{result}} ({{policy}})',
          },
        ],
      },
    ],
  },
  {
    title: 'Speed, store and facts',
    height: 8,
    panels: [
      {
        ...lines,
        width: 8,
        title: 'Time of a decision',
        description: 'One decision in 17 is measured.',
        unit: 's',
        queries: [0.5, 0.9, 0.99].map((q) => ({
          expr: quantile(q, 'tidegate_decision_duration_seconds'),
          legend: `p${q * 100}`,
        })),
      },
      {
        ...lines,
        width: 8,
        title: 'Store',
        description: 'Calls of the store by result, and decisions that were made without it.',
        unit: 'ops',
        queries: [
          { expr: `sum by (result) (${rate('tidegate_store_requests_total')})`, legend: '{{result}}' },
          { expr: `sum(${rate('tidegate_store_fallback_decisions_total')})`, legend: 'decided without it' },
          { expr: `sum(${rate('tidegate_store_near_refusals_total')})`, legend: 'refused without asking' },
          { expr: `sum(${rate('tidegate_store_outages_total')})`, legend: 'outages' },
          { expr: `sum(${rate('tidegate_store_probes_total')})`, legend: 'probes' },
          { expr: `sum(${rate('tidegate_store_late_total')})`, legend: 'late' },
        ],
      },
      {
        ...lines,
        width: 8,
        title: 'Time of the store',
        description: 'Calls that were answered.',
        unit: 's',
        queries: [0.5, 0.99].map((q) => ({
          expr: quantile(q, 'tidegate_store_duration_seconds'),
          legend: `p${q * 100}`,
        })),
      },
      {
        ...lines,
        title: 'Look-ups of facts',
        description: 'Of plugins, by result.',
        unit: 'ops',
        queries: [
          { expr: `sum by (fact, result) (${rate('tidegate_fact_lookups_total')})`, legend: '{{fact}} {{result}}' },
          { expr: `sum by (fact) (tidegate_fact_lookups_pending{${all}})`, legend: '{{fact}} pending' },
        ],
      },
      {
        ...lines,
        title: 'Failures of listeners',
        description: 'Listeners for events and loggers that threw.',
        unit: 'ops',
        queries: [{ expr: `sum by (policy) (${rate('tidegate_listener_errors_total')})`, legend: '{{policy}}' }],
      },
    ],
  },
  {
    title: 'Gateway (tidegate serve)',
    height: 8,
    panels: [
      {
        ...lines,
        width: 8,
        title: 'Replies of the site',
        description: 'By class of status, for a gateway in front of a site.',
        queries: [
          {
            expr: `sum by (class) (rate(tidegate_site_replies_total{${gateway}}[$__rate_interval]))`,
            legend: '{{class}}',
          },
        ],
      },
      {
        ...lines,
        width: 8,
        title: 'Connections and requests in flight',
        description: 'Open connections by listener, and requests that the site has not answered yet.',
        unit: 'short',
        queries: [
          { expr: `sum by (listener) (tidegate_gateway_connections{${gateway}})`, legend: '{{listener}}' },
          { expr: `sum(tidegate_site_requests_in_flight{${gateway}})`, legend: 'in flight' },
        ],
      },
      {
        ...lines,
        width: 8,
        title: 'Repeated checks',
        description: 'Checks of one request that proxies repeated; they are decided and counted once.',
        queries: [
          {
            expr: `sum by (door) (rate(tidegate_deduplicated_checks_total{${gateway}}[$__rate_interval]))`,
            legend: '{{door}}',
          },
        ],
      },
      {
        ...lines,
        width: 8,
        title: 'Ready',
        description: '1 if requests are decided.',
        unit: 'none',
        max: 1,
        queries: [{ expr: `tidegate_gateway_ready{${gateway}}`, legend: '{{instance}}' }],
      },
      {
        ...lines,
        width: 8,
        title: 'Processor',
        description: 'Processors in use.',
        unit: 'short',
        queries: [{ expr: `rate(process_cpu_seconds_total{${gateway}}[$__rate_interval])`, legend: '{{instance}}' }],
      },
      {
        ...lines,
        width: 8,
        title: 'Memory',
        description: 'Resident memory.',
        unit: 'bytes',
        queries: [{ expr: `process_resident_memory_bytes{${gateway}}`, legend: '{{instance}}' }],
      },
    ],
  },
]
