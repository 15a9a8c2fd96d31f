import {
  type Dashboard,
  DashboardCursorSync,
  type Panel,
  type RowPanel,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/schema'
import { type PanelDraft, panelOf, words } from './dashboard-panels.ts'

/** The labels by which every panel selects; those of the gateway have no `policy`. */
const all = 'job=~"$job",instance=~"$instance",policy=~"$policy"'
const gateway = 'job=~"$job",instance=~"$instance"'

const rate = (metric: string, more = ''): string => `rate(${metric}{${all}${more}}[$__rate_interval])`
const quantile = (q: number, metric: string): string =>
  `histogram_quantile(${q}, sum by (le) (${rate(`${metric}_bucket`)}))`

const stat = { kind: 'stat', width: 4 } as const
const lines = { kind: 'lines', width: 12, unit: 'reqps' } as const
const stacked = { ...lines, kind: 'stacked' } as const

/** The rows of the dashboard, in the order in which operators look. */
const rows: readonly { readonly title: string; readonly height: number; readonly panels: readonly PanelDraft[] }[] = [
  {
    title: 'Is it working?',
    height: 4,
    panels: [
      {
        ...stat,
        title: 'Decisions',
        description: 'Requests decided per second.',
        unit: 'reqps',
        queries: [{ expr: `sum(${rate('tidegate_decisions_total')})`, legend: '' }],
      },
      {
        ...stat,
        title: 'Refused',
        description: 'Share of the requests that were refused.',
        unit: 'percentunit',
        noValue: '0',
        queries: [
          {
            expr: `sum(${rate('tidegate_decisions_total', ',outcome!="pass"')}) / sum(${rate('tidegate_decisions_total')})`,
            legend: '',
          },
        ],
      },
      {
        ...stat,
        title: 'Last reload',
        description:
          'Whether the last reload of every policy succeeded. If not, the policy before it is still in force.',
        unit: 'none',
        mappings: words('failed', 'ok'),
        thresholds: { startRed: true },
        queries: [{ expr: `min(tidegate_last_reload_successful{${all}})`, legend: '' }],
      },
      {
        ...stat,
        title: 'Policy loaded',
        description: 'Time since a policy was loaded last.',
        unit: 's',
        queries: [{ expr: `time() - max(tidegate_policy_loaded_timestamp_seconds{${all}})`, legend: '' }],
      },
      {
        ...stat,
        title: 'Store',
        description: 'Whether the store outside the process answers.',
        unit: 'none',
        noValue: 'in memory',
        mappings: words('down', 'up'),
        thresholds: { startRed: true },
        queries: [{ expr: `min(tidegate_store_up{${all}})`, legend: '' }],
      },
      {
        ...stat,
        title: 'Observing only',
        description: 'Gates that refuse nothing, because their mode is observe.',
        unit: 'none',
        thresholds: { orange: 1 },
        queries: [{ expr: `count(tidegate_policy_info{${all},mode="observe"}) or vector(0)`, legend: '' }],
      },
    ],
  },
  {
    title: 'Who is refused by what?',
    height: 8,
    panels: [
      {
        ...stacked,
        title: 'Decisions by outcome',
        description: 'pass: admitted. block: refused by a rule, or not readable. limit: refused by a limit.',
        queries: [{ expr: `sum by (outcome) (${rate('tidegate_decisions_total')})`, legend: '{{outcome}}' }],
      },
      {
        ...stacked,
        title: 'Refusals by rule',
        description: 'The ten rules that refuse most.',
        queries: [
          {
            expr: `topk(10, sum by (policy, rule) (${rate('tidegate_rule_decisions_total', ',effect="refused"')}))`,
            legend: '{{rule}} ({{policy}})',
          },
        ],
      },
      {
        ...lines,
        title: 'Refusals of clients that were admitted before',
        description:
          'By rule, of addresses that had been admitted 10 to 20 minutes before. Limits always refuse such clients; if another rule jumps here, it may refuse people.',
        queries: [
          {
            expr: `topk(10, sum by (policy, rule, kind) (${rate('tidegate_rule_refused_known_clients_total')}))`,
            legend: '{{kind}} {{rule}} ({{policy}})',
          },
        ],
      },
      {
        ...lines,
        title: 'Reasons',
        description: 'Reasons for which requests were refused, or would have been in observe mode.',
        queries: [
          {
            expr: `sum by (reason) (${rate('tidegate_decisions_total', ',reason!="no-rule-refuses"')})`,
            legend: '{{reason}}',
          },
        ],
      },
      {
        ...lines,
        title: 'Would be refused',
        description: 'By shadow rules, and in observe mode by all rules.',
        queries: [
          {
            expr: `topk(10, sum by (policy, rule) (${rate('tidegate_rule_decisions_total', ',effect="would_refuse"')}))`,
            legend: '{{rule}} ({{policy}})',
          },
        ],
      },
      {
        kind: 'table',
        width: 12,
        unit: 'none',
        title: 'Rules that have never applied',
        description: 'Since the start of the process: rules to whose conditions no request has answered.',
        noValue: 'none',
        queries: [{ expr: `sum by (policy, rule, kind) (tidegate_rule_applied_total{${all}}) == 0`, legend: '' }],
      },
    ],
  },
  {
    title: 'Limits',
    height: 8,
    panels: [
      {
        ...lines,
        title: 'Over a limit',
        description: 'Requests over each limit, refused or not.',
        queries: [
          {
            expr: `topk(10, sum by (policy, limit, result) (${rate('tidegate_limit_requests_total', ',result!="admitted"')}))`,
            legend: '{{limit}} {{result}} ({{policy}})',
          },
        ],
      },
      {
        ...lines,
        title: 'Near a limit',
        description: 'Share of the requests within each limit after which less than a fifth of the quota was left.',
        unit: 'percentunit',
        max: 1,
        queries: [
          {
            expr: `sum by (policy, limit) (${rate('tidegate_limit_near_total')}) / sum by (policy, limit) (${rate('tidegate_limit_requests_total', ',result="admitted"')})`,
            legend: '{{limit}} ({{policy}})',
          },
        ],
      },
      {
        ...lines,
        title: 'Counters in use',
        description:
          'Subjects with a counter, as a share of the capacity. A full table is no fault: idle subjects make room.',
        unit: 'percentunit',
        max: 1,
        queries: [
          {
            expr: `tidegate_counters_subjects{${all}} / tidegate_counters_capacity{${all}}`,
            legend: '{{policy}} {{instance}}',
          },
        ],
      },
      {
        ...lines,
        title: 'Evictions and shared counters',
        description:
          'Counters removed early to make room, and decisions that shared a counter because none could be removed.',
        unit: 'ops',
        queries: [
          { expr: `sum by (policy) (${rate('tidegate_counters_evictions_total')})`, legend: 'evicted ({{policy}})' },
          { expr: `sum by (policy) (${rate('tidegate_counters_overflows_total')})`, legend: 'shared ({{policy}})' },
        ],
      },
    ],
  },
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

const datasource = { type: 'prometheus', uid: '$datasource' }

function choice(name: string, label: string, source: string): VariableModel {
  return {
    name,
    label,
    type: 'query',
    datasource,
    query: { query: `label_values(${source}, ${name})`, refId: name },
    refresh: VariableRefresh.onTimeRangeChanged,
    sort: VariableSort.alphabeticalAsc,
    multi: true,
    includeAll: true,
    allValue: '.*',
    current: { text: 'All', value: '$__all' },
    hide: VariableHide.dontHide,
  }
}

/** The dashboard, checked by the compiler against the types that Grafana publishes. `dashboards/tidegate.json` is written from it. */
export function createDashboard(): Dashboard {
  return {
    uid: 'tidegate',
    title: 'Tidegate',
    description: 'Which requests are admitted, which are refused, by what, and whether everything works.',
    tags: ['tidegate'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: DashboardCursorSync.Crosshair,
    time: { from: 'now-3h', to: 'now' },
    refresh: '30s',
    timezone: 'browser',
    templating: {
      list: [
        {
          name: 'datasource',
          label: 'Data source',
          type: 'datasource',
          query: 'prometheus',
          hide: VariableHide.dontHide,
        },
        choice('job', 'Job', 'tidegate_policy_info'),
        choice('instance', 'Instance', 'tidegate_policy_info{job=~"$job"}'),
        choice('policy', 'Policy', 'tidegate_policy_info{job=~"$job",instance=~"$instance"}'),
      ],
    },
    panels: placed(),
  }
}

/** The panels in a grid that is 24 wide. */
function placed(): (Panel | RowPanel)[] {
  const panels: (Panel | RowPanel)[] = []
  let y = 0
  for (const { title, height, panels: drafts } of rows) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: 24, h: 1 },
      panels: [],
    })
    y += 1
    let x = 0
    for (const draft of drafts) {
      if (x + draft.width > 24) {
        x = 0
        y += height
      }
      panels.push(panelOf(draft, panels.length + 1, x, y, height))
      x += draft.width
    }
    y += height
  }
  return panels
}
