import { type DashboardRow, lines, stacked, stat, words } from './panels.ts'
import { all, rate } from './queries.ts'

/** Whether it works, and which rules and limits refuse what. */
export const rowsOfDecisions: readonly DashboardRow[] = [
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
]
