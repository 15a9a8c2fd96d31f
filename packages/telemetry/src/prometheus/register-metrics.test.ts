import { spawnSync } from 'node:child_process'
import { findProgram, runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { Counter, type OpenMetricsContentType, Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { gateMetrics } from '../metrics/gate-metrics.ts'
import { countsOf, ruleCountsOf } from '../testing/counts-of.ts'
import { parseExposition } from '../testing/parse-exposition.ts'
import { registerMetrics } from './register-metrics.ts'

const promtool = findProgram('promtool')

const gate = { counts: () => countsOf() }

describe('registerMetrics', () => {
  it('adds all metrics, with unique names, their types and their help', async () => {
    const registry = new Registry()
    registerMetrics(registry, gate)
    const read = parseExposition(await registry.metrics())
    expect(read.map(({ name, type, help }) => ({ name, kind: type, help }))).toEqual(
      gateMetrics.map(({ name, kind, help }) => ({ name, kind, help })),
    )
    for (const [at, { samples }] of read.entries()) {
      const labels = samples.flatMap((sample) => Object.keys(sample.labels))
      const allowed = new Set(['policy', 'le', ...gateMetrics[at]!.labels])
      expect(labels.filter((label) => !allowed.has(label))).toEqual([])
    }
  })

  it('reads a gate once for each scrape, and never between them', async () => {
    let calls = 0
    const registry = new Registry()
    registerMetrics(registry, { counts: () => (calls++, countsOf()) })
    expect(calls).toBe(0)
    await registry.metrics()
    await registry.metrics()
    expect(calls).toBe(2)
  })

  it('adds several gates to one registry, and removes them again', async () => {
    const registry = new Registry()
    const removeFirst = registerMetrics(registry, { gate, policy: 'first' })
    const removeSecond = registerMetrics(registry, { gate, policy: 'second' })
    const policies = async () => [
      ...new Set(parseExposition(await registry.metrics())[0]?.samples.map(({ labels }) => labels['policy'])),
    ]
    expect(await policies()).toEqual(['first', 'second'])
    removeFirst()
    removeFirst()
    expect(await policies()).toEqual(['second'])
    removeSecond()
    expect(registry.getMetricsAsArray()).toEqual([])
    registerMetrics(registry, gate)
    expect(await policies()).toEqual(['shop'])
  })

  it('leaves a registry alone that has another metric with the same name', () => {
    const registry = new Registry()
    const counter = new Counter({ name: 'tidegate_listener_errors_total', help: 'mine', registers: [registry] })
    expect(() => registerMetrics(registry, gate)).toThrow(/another metric named tidegate_listener_errors_total/)
    expect(registry.getMetricsAsArray()).toEqual([counter])
  })

  it('keeps default labels, survives a reset, and has what workers of a cluster send', async () => {
    const registry = new Registry()
    registry.setDefaultLabels({ app: 'shop' })
    registerMetrics(registry, gate)
    registry.resetMetrics()
    expect(parseExposition(await registry.metrics())[0]!.samples[0]).toMatchObject({
      labels: { app: 'shop' },
      value: 9,
    })
    const [decisions] = await registry.getMetricsAsJSON()
    expect(decisions).toMatchObject({ name: 'tidegate_decisions_total', type: 'counter', aggregator: 'sum' })
  })

  it('writes OpenMetrics, where the library takes `_total` off the names of counters', async () => {
    const registry = new Registry<OpenMetricsContentType>()
    registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
    const remove = registerMetrics(registry, gate)
    const text = await registry.metrics()
    expect(text).toContain('# TYPE tidegate_decisions counter\ntidegate_decisions_total{policy="shop",')
    expect(text).toContain('tidegate_decision_duration_seconds_bucket{policy="shop",le="+Inf"} 3')
    remove()
    expect(registry.getMetricsAsArray()).toEqual([])
  })

  it.skipIf(promtool === undefined)('follows the conventions that promtool checks', async () => {
    const registry = new Registry()
    registerMetrics(registry, gate)
    expect(check(await registry.metrics())).toBe('')
  })
})

describe('names of rules, lists, facts, files and policies as labels', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\r', '{', '}', ',', '=', ' ', '#', '\0', '\u2028', 'é', 'n') }),
    fc.constantFrom('# HELP x', 'a"} 1\ntidegate_evil_total 9', '\\', '\\n', '\uD800', '__proto__', 'constructor', ''),
  )
  const names = fc.array(hostile, { minLength: 6, maxLength: 6 })

  async function exposed([
    rule = '',
    list = '',
    fact = '',
    file = '',
    policy = '',
    plugin = '',
  ]: readonly string[]): Promise<string> {
    const registry = new Registry()
    const counts = countsOf({
      policy: { name: policy, fingerprint: 'f' },
      rules: [ruleCountsOf(rule, 1)],
      lists: [{ name: list, ranges: 1, changedAtMs: 0 }],
      facts: [{ plugin, fact, asked: 0, answered: 0, failed: 0, dropped: 0, cached: 0, pending: 0 }],
      files: [{ file, role: 'list', modifiedAtMs: 0 }],
    })
    registerMetrics(registry, { counts: () => counts })
    return Buffer.from(await registry.metrics()).toString()
  }

  it('come back from the text as they were', () =>
    fc.assert(
      fc.asyncProperty(names, async (given) => {
        const read = parseExposition(await exposed(given))
        const label = (metric: string, name: string): string | undefined =>
          read.find((each) => each.name === metric)?.samples[0]?.labels[name]
        expect([
          label('tidegate_rule_applied_total', 'rule'),
          label('tidegate_list_entries', 'list'),
          label('tidegate_fact_lookups_total', 'fact'),
          label('tidegate_policy_file_modified_timestamp_seconds', 'file'),
          label('tidegate_decisions_total', 'policy'),
          label('tidegate_fact_lookups_total', 'plugin'),
        ]).toEqual(given.map((name) => name.toWellFormed()))
        expect(read.map(({ name }) => name)).toEqual(gateMetrics.map(({ name }) => name))
      }),
      { numRuns: runs(40) },
    ))

  it.skipIf(promtool === undefined)('are read by promtool', async () => {
    for (const given of fc.sample(names, runs(3))) expect([given, check(await exposed(given))]).toEqual([given, ''])
  })
})

/** What `promtool check metrics` says about a text. */
function check(text: string): string {
  const { stdout, stderr } = spawnSync(promtool!, ['check', 'metrics'], { input: text, encoding: 'utf8' })
  return `${stdout}${stderr}`
}
