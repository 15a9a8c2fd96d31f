/** A metric with its present values, as data. */
export interface MetricFamily {
  /** `tidegate_…`, with the unit and, for counters, `_total` at its end. */
  readonly name: string
  readonly kind: MetricKind
  readonly help: string
  readonly samples: readonly MetricSample[]
}

/** `counter`: only grows. `gauge`: a present state. `histogram`: samples have a `suffix`. */
export type MetricKind = 'counter' | 'gauge' | 'histogram'

/** One value of a metric. */
export interface MetricSample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  /** What is appended to the name of a histogram. */
  readonly suffix?: '_bucket' | '_sum' | '_count'
}

/** What is the same for a metric wherever it is read. */
export interface MetricHead {
  readonly name: string
  readonly kind: MetricKind
  readonly help: string
  /** Its labels, in addition to `policy`, which every metric of a gate has. */
  readonly labels: readonly string[]
  /** How the values of several processes are joined, by `AggregatorRegistry` of prom-client. */
  readonly joined: 'sum' | 'min' | 'max' | 'first'
}
