import { readFileSync, writeFileSync } from 'node:fs'
import { gateMetrics, type MetricHead } from '@tidegate/telemetry'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { gatewayMetrics } from '../packages/gateway/src/metrics/gateway-metrics.ts'
import { processMetrics } from '../packages/gateway/src/metrics/process-metrics.ts'

const page = new URL('../docs/observability.md', import.meta.url)
const rules = new URL('../packages/telemetry/alerts/tidegate.rules.yaml', import.meta.url)

interface Alerts {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string
      readonly for?: string
      readonly labels: { readonly severity: string }
      readonly annotations: { readonly summary: string }
    }[]
  }[]
}

function metricsTable(heads: readonly MetricHead[]): string {
  const rows = heads.map(({ name, kind, labels, help }) => {
    const shown = labels.map((label) => `\`${label}\``).join(', ')
    return `| \`${name}\` | ${kind} | ${shown} | ${help} |`
  })
  return ['| Metric | Kind | Labels | Meaning |', '|---|---|---|---|', ...rows].join('\n')
}

function alertsTable(): string {
  const { groups } = parse(readFileSync(rules, 'utf8')) as Alerts
  const rows = groups
    .flatMap((group) => group.rules)
    .map((rule) => {
      // Names of labels instead of values.
      const says = rule.annotations.summary.replaceAll(
        /\{\{ \$(?:labels\.)?(\w+)(?: \| \w+)? \}\}/g,
        (_, name: string) => `*${name}*`,
      )
      return `| \`${rule.alert}\` | ${rule.labels.severity}, ${rule.for === undefined ? 'at once' : `after ${rule.for}`} | ${says} |`
    })
  return ['| Alert | Severity | It says |', '|---|---|---|', ...rows].join('\n')
}

it.each([
  ['the metrics of a gate', metricsTable(gateMetrics)],
  ['the metrics of the gateway', metricsTable([...gatewayMetrics, ...processMetrics])],
  ['the alerts', alertsTable()],
])('docs/observability.md has the table of %s', (title, table) => {
  const written = readFileSync(page, 'utf8')
  const place = new RegExp(`(<!-- ${title} -->\n).*?(<!-- end of ${title} -->)`, 's')
  expect(written).toMatch(place)
  const fresh = written.replace(place, (_, before: string, after: string) => `${before}\n${table}\n\n${after}`)
  const isWriting = process.env['TIDEGATE_GOLDEN'] === 'write'
  if (isWriting && fresh !== written) writeFileSync(page, fresh)
  expect(isWriting ? fresh : written).toBe(fresh)
})
