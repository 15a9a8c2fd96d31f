import {
  BigValueColorMode,
  BigValueGraphMode,
  type FieldConfig,
  FieldColorModeId,
  GraphDrawStyle,
  type GraphFieldConfig,
  LegendDisplayMode,
  MappingType,
  type Panel,
  SortOrder,
  StackingMode,
  ThresholdsMode,
  TooltipDisplayMode,
  type ValueMapping,
} from '@grafana/schema'

/** One query of a panel. */
export interface PanelQuery {
  readonly expr: string
  readonly legend: string
}

/** What panels of the dashboard differ in; its place is computed. */
export interface PanelDraft {
  readonly title: string
  readonly description: string
  readonly width: number
  readonly queries: readonly PanelQuery[]
  readonly kind: 'stat' | 'lines' | 'stacked' | 'table'
  readonly unit: string
  readonly max?: number
  readonly noValue?: string
  readonly mappings?: readonly ValueMapping[]
  /** From which value on it is orange, and from which red; below it is green. Without it, there is no colour. */
  readonly thresholds?: { readonly orange?: number; readonly red?: number; readonly startRed?: true }
}

/** Panels next to each other, below a title. */
export interface DashboardRow {
  readonly title: string
  readonly height: number
  readonly panels: readonly PanelDraft[]
}

/** One number. */
export const stat = { kind: 'stat', width: 4 } as const
/** Lines over time. */
export const lines = { kind: 'lines', width: 12, unit: 'reqps' } as const
/** Areas over time, one on the other. */
export const stacked = { ...lines, kind: 'stacked' } as const

const datasource = { type: 'prometheus', uid: '$datasource' }

/** Texts for 0 and 1. */
export function words(zero: string, one: string): readonly ValueMapping[] {
  return [
    {
      type: MappingType.ValueToText,
      options: { 0: { text: zero, color: 'red', index: 0 }, 1: { text: one, color: 'green', index: 1 } },
    },
  ]
}

/** The panel of a draft at a place. */
export function panelOf(draft: PanelDraft, id: number, x: number, y: number, height: number): Panel {
  const { title, description, width, queries, kind } = draft
  return {
    id,
    title,
    description,
    type: kind === 'stat' ? 'stat' : kind === 'table' ? 'table' : 'timeseries',
    datasource,
    gridPos: { x, y, w: width, h: height },
    targets: queries.map(({ expr, legend }, at) => ({
      refId: String.fromCharCode(65 + at),
      datasource,
      expr,
      legendFormat: legend,
      ...(kind === 'table' ? { instant: true, format: 'table' } : { range: true }),
    })),
    fieldConfig: { defaults: fieldsOf(draft), overrides: [] },
    options: optionsOf(kind),
    ...(kind === 'table' && {
      transformations: [
        {
          id: 'organize',
          options: { excludeByName: { Time: true, Value: true, __name__: true, job: true, instance: true, id: true } },
        },
      ],
    }),
  }
}

function fieldsOf({ kind, unit, max, noValue, mappings, thresholds }: PanelDraft): FieldConfig {
  const { orange, red, startRed } = thresholds ?? {}
  return {
    unit,
    min: 0,
    ...(max !== undefined && { max }),
    ...(noValue !== undefined && { noValue }),
    ...(mappings !== undefined && { mappings: [...mappings] }),
    color: { mode: kind === 'stat' ? FieldColorModeId.Thresholds : FieldColorModeId.PaletteClassicByName },
    thresholds: {
      mode: ThresholdsMode.Absolute,
      steps: [
        // Grafana wants null for "everything below", which JSON can express and the type of the library cannot.
        {
          color: startRed === true ? 'red' : thresholds === undefined ? 'text' : 'green',
          value: null as unknown as number,
        },
        ...(orange === undefined ? [] : [{ color: 'orange', value: orange }]),
        ...(red === undefined ? [] : [{ color: 'red', value: red }]),
        ...(startRed === true ? [{ color: 'green', value: 1 }] : []),
      ],
    },
    ...((kind === 'lines' || kind === 'stacked') && { custom: { ...graphOf(kind) } }),
  }
}

function graphOf(kind: 'lines' | 'stacked'): GraphFieldConfig {
  return {
    drawStyle: GraphDrawStyle.Line,
    lineWidth: 1,
    fillOpacity: kind === 'stacked' ? 40 : 0,
    stacking: { mode: kind === 'stacked' ? StackingMode.Normal : StackingMode.None, group: 'A' },
  }
}

function optionsOf(kind: PanelDraft['kind']): Record<string, unknown> {
  switch (kind) {
    case 'stat':
      return {
        colorMode: BigValueColorMode.Value,
        graphMode: BigValueGraphMode.None,
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      }
    case 'table':
      return { showHeader: true }
    case 'lines':
    case 'stacked':
      return {
        legend: { displayMode: LegendDisplayMode.List, placement: 'bottom', showLegend: true, calcs: [] },
        tooltip: { mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending },
      }
  }
}
