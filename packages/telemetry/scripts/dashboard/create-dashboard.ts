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
import { panelOf } from './panels.ts'
import { rowsOfDecisions } from './rows-of-decisions.ts'
import { rowsOfOperation } from './rows-of-operation.ts'

/** The rows of the dashboard, in the order in which operators look. */
const rows = [...rowsOfDecisions, ...rowsOfOperation]

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
