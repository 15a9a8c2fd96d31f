/** The labels by which every panel selects. */
export const all = 'job=~"$job",instance=~"$instance",policy=~"$policy"'
/** Those of the gateway, whose metrics have no `policy`. */
export const gateway = 'job=~"$job",instance=~"$instance"'

/** The query for how often a metric is counted per second; `more` are further labels, after a comma. */
export const rate = (metric: string, more = ''): string => `rate(${metric}{${all}${more}}[$__rate_interval])`

/** The query for a quantile of a histogram. */
export const quantile = (q: number, metric: string): string =>
  `histogram_quantile(${q}, sum by (le) (${rate(`${metric}_bucket`)}))`
