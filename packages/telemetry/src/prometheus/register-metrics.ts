import type { Gate } from '@tidegate/engine'
import type { Metric, Registry, RegistryContentType } from 'prom-client'
import { gateMetrics } from '../metrics/gate-metrics.ts'
import type { MetricFamily, MetricHead } from '../metrics/metric-family.ts'
import { type GateSource, metricsOf, type MetricsOptions } from '../metrics/metrics-of.ts'

/** The gates of one registry. */
interface Registered {
  readonly sources: Set<GateSource>
  remove(): void
}

const registrations = new WeakMap<object, Registered>()

/**
 * Adds the metrics of a gate to a registry of prom-client, also if it has those of other gates. They are read when the registry is: nothing is called on
 * requests. Returns a function that removes the gate again; call it when the gate is closed. Throws if the registry has another metric with the name of one of
 * these.
 *
 * `options` of the first gate apply to all gates of the registry.
 */
export function registerMetrics(
  registry: Registry<RegistryContentType>,
  gate: Pick<Gate, 'counts'> | GateSource,
  options: MetricsOptions = {},
): () => void {
  const registered = registrations.get(registry) ?? register(registry, options)
  const source = 'counts' in gate ? { gate } : { ...gate }
  registered.sources.add(source)
  return () => {
    if (registered.sources.delete(source) && registered.sources.size === 0) registered.remove()
  }
}

function register(registry: Registry<RegistryContentType>, options: MetricsOptions): Registered {
  const sources = new Set<GateSource>()
  const remove = addMetrics(registry, gateMetrics, () => metricsOf([...sources], options))
  const registered: Registered = {
    sources,
    remove: () => {
      remove()
      registrations.delete(registry)
    },
  }
  registrations.set(registry, registered)
  return registered
}

/**
 * Adds metrics that are read together to a registry; returns a function that removes them. `read` returns them in the order of `heads`, and is called once each
 * time the registry is read. Throws if the registry has another metric with one of the names; it has none of these then.
 */
export function addMetrics(
  registry: Registry<RegistryContentType>,
  heads: readonly MetricHead[],
  read: () => readonly MetricFamily[],
): () => void {
  let families: readonly MetricFamily[] | undefined
  const familyAt = (at: number): MetricFamily => {
    // WHY: a registry asks its metrics one after another in one go, and all of them should be of the same moment.
    if (families === undefined) {
      families = read()
      queueMicrotask(() => (families = undefined))
    }
    return families[at]!
  }
  const taken = heads.find(({ name }) => registry.getSingleMetric(name) !== undefined)
  if (taken !== undefined) throw new Error(`the registry has another metric named ${taken.name}`)
  const metrics = heads.map((head, at) => new ReadMetric(head, () => familyAt(at)))
  for (const metric of metrics) registry.registerMetric(metric as unknown as Metric)
  return () => {
    for (const { key } of metrics) registry.removeSingleMetric(key)
  }
}

/** What a registry of prom-client calls of its metrics: this one computes no values of its own. */
class ReadMetric {
  /** WHY not readonly: a registry of OpenMetrics takes `_total` off the name, and appends it to each sample. */
  name: string
  readonly key: string
  readonly help: string
  readonly type: MetricHead['kind']
  readonly aggregator: MetricHead['joined']
  readonly #read: () => MetricFamily

  constructor({ name, help, kind, joined }: MetricHead, read: () => MetricFamily) {
    this.name = name
    this.key = name
    this.help = help
    this.type = kind
    this.aggregator = joined
    this.#read = read
  }

  get(): object {
    const { name, help, type, aggregator, key } = this
    const values = this.#read().samples.map(({ labels, value, suffix }) => ({
      labels: { ...labels },
      value,
      ...(suffix !== undefined && { metricName: `${key}${suffix}` }),
    }))
    return { name, help, type, aggregator, values }
  }

  /** What a gate has counted cannot be reset. */
  reset(): void {}
}
