/** A metric as a scraper reads it. */
export interface ReadMetric {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly samples: readonly ReadSample[]
}

/** One line with a value. */
export interface ReadSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/**
 * Reads the text format of Prometheus, version 0.0.4, by its description
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format) and not by our writer. Throws for a line that the format does not allow, and
 * for two samples of one series.
 */
export function parseExposition(text: string): readonly ReadMetric[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const metrics: { name: string; type: string; help: string; samples: ReadSample[] }[] = []
  const series = new Set<string>()
  for (const line of text.split('\n')) {
    if (line === '') continue
    const comment = /^# (HELP|TYPE) (\S+) (.*)$/s.exec(line)
    if (comment !== null) {
      const [, kind, name = '', rest = ''] = comment
      if (kind === 'HELP') metrics.push({ name, help: unescape(rest, { '\\': '\\', n: '\n' }), type: '', samples: [] })
      else metrics.at(-1)!.type = rest
      continue
    }
    const sample = readSample(line)
    const metric = metrics.at(-1)
    if (metric === undefined || !sample.name.startsWith(metric.name))
      throw new Error(`a sample without a type: ${line}`)
    const key = JSON.stringify([sample.name, Object.entries(sample.labels).toSorted(([a], [b]) => (a < b ? -1 : 1))])
    if (series.has(key)) throw new Error(`two samples of one series: ${line}`)
    series.add(key)
    metric.samples.push(sample)
  }
  return metrics
}

function readSample(line: string): ReadSample {
  const { groups } = /^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)$/s.exec(line) ?? {}
  if (groups === undefined) throw new Error(`not a sample: ${JSON.stringify(line)}`)
  const labels: Record<string, string> = {}
  let rest = groups['labels'] ?? ''
  while (rest !== '') {
    const part = /^(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>(?:[^"\\\n]|\\["\\n])*)"(?:,|$)/s.exec(rest)
    if (part?.groups === undefined) throw new Error(`not labels: ${JSON.stringify(rest)}`)
    labels[part.groups['name']!] = unescape(part.groups['value']!, { '\\': '\\', n: '\n', '"': '"' })
    rest = rest.slice(part[0].length)
  }
  return { name: groups['name']!, labels, value: Number(groups['value']!.replace('+Inf', 'Infinity')) }
}

function unescape(text: string, escapes: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\\(.)/gs, (_, after: string) => {
    const plain = escapes[after]
    if (plain === undefined) throw new Error(`an escape that does not exist: \\${after}`)
    return plain
  })
}
