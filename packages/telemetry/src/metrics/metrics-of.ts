import type { Gate, GateCounts } from '@tidegate/engine'
import { gateMetrics } from './gate-metrics.ts'
import type { MetricFamily, MetricSample } from './metric-family.ts'

/** A gate, and the label that distinguishes its metrics from those of other gates. */
export interface GateSource {
  readonly gate: Pick<Gate, 'counts'>
  /** Value of the label `policy`. Default: the name of the policy, or that of its file without the extension. */
  readonly policy?: string
}

/** Options of metrics. */
export interface MetricsOptions {
  /** How many rules and limits of a gate have series of their own; all others are summed up as `others`. Default 1,000. */
  readonly maxRules?: number
}

const defaultMaxRules = 1_000

/**
 * The metrics of one or several gates at this moment, as data: see the table in `docs/observability.md`. Every sample has the label `policy`; of gates with the
 * same label, the second gets ` 2` after it. No label comes from a client. Linear in the rules and lists of the policies.
 */
export function metricsOf(
  gates: Pick<Gate, 'counts'> | GateSource | readonly GateSource[],
  options: MetricsOptions = {},
): readonly MetricFamily[] {
  const { maxRules = defaultMaxRules } = options
  const sources = sourcesOf(gates).map((source) => ({ source, counts: source.gate.counts() }))
  const policies = distinct(sources.map(({ source, counts }) => source.policy ?? labelOf(counts)))
  return gateMetrics.map(({ name, kind, help, read }) => ({
    name,
    kind,
    help,
    samples: sources.flatMap(({ counts }, at) =>
      read(counts, maxRules).map((sample) => withPolicy(sample, policies[at]!)),
    ),
  }))
}

function sourcesOf(gates: Parameters<typeof metricsOf>[0]): readonly GateSource[] {
  if ('counts' in gates) return [{ gate: gates }]
  return 'gate' in gates ? [gates] : gates
}

function labelOf({ policy, file }: GateCounts): string {
  return policy.name ?? file.replace(/^.*\//, '').replace(/(?<=.)\.[^.]*$/, '')
}

function distinct(labels: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return labels.map((label) => {
    let own = label
    for (let number = 2; seen.has(own); number++) own = `${label} ${number}`
    seen.add(own)
    return own
  })
}

function withPolicy(sample: MetricSample, policy: string): MetricSample {
  return { ...sample, labels: { policy, ...sample.labels } }
}
