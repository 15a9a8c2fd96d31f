import { gateOfText, requestOf } from '@tidegate/engine/testing'
import { describe, expect, it } from 'vitest'
import { countsOf, ruleCountsOf } from '../testing/counts-of.ts'
import type { MetricFamily } from './metric-family.ts'
import { metricsOf } from './metrics-of.ts'

/** The samples of a metric as `label=value … number`. */
function samplesOf(families: readonly MetricFamily[], name: string): readonly string[] {
  const { samples } = families.find((family) => family.name === name)!
  return samples.map(({ labels, value, suffix = '' }) => {
    const { policy: _, ...others } = labels
    const shown = Object.entries(others).map(([label, text]) => `${label}=${text}`)
    return [...shown, `${suffix}${value}`].join(' ')
  })
}

const gate = (more = {}) => ({ counts: () => countsOf(more) })

describe('metricsOf', () => {
  it('reads what a real gate has counted', () => {
    const policy = 'policy "shop"\nblock path in /admin/** as "admin"\nlimit 2 per minute per ip'
    const real = gateOfText(policy, { logger: false })
    for (const target of ['/', '/', '/', '/admin/x']) real.decide(requestOf({ target }))
    const families = metricsOf(real)
    expect(samplesOf(families, 'tidegate_decisions_total').filter((line) => !line.endsWith(' 0'))).toEqual([
      'outcome=pass reason=no-rule-refuses 2',
      'outcome=block reason=block-rule 1',
      'outcome=limit reason=limit-exceeded 1',
    ])
    const { id } = real.plan.model.rules.find(({ kind }) => kind === 'limit')!
    expect(samplesOf(families, 'tidegate_rule_decisions_total').filter((line) => line.includes('=refused'))).toEqual([
      'rule=admin kind=block effect=refused 1',
      `rule=site.policy:3 id=${id.slice(0, 12)} kind=limit effect=refused 1`,
    ])
    expect(samplesOf(families, 'tidegate_limit_requests_total')[0]).toMatch(
      /^limit=site\.policy:3 .*result=admitted 2$/,
    )
    expect(families[0]!.samples[0]!.labels['policy']).toBe('shop')
  })

  it('has every metric for a gate that has everything', () => {
    const families = metricsOf(gate())
    expect(families.filter(({ samples }) => samples.length === 0)).toEqual([])
    expect(samplesOf(families, 'tidegate_decision_duration_seconds')).toEqual([
      'le=0.1 _bucket2',
      'le=+Inf _bucket3',
      '_sum0.5',
      '_count3',
    ])
    expect(samplesOf(families, 'tidegate_last_reload_successful')).toEqual(['0'])
    expect(samplesOf(families, 'tidegate_policy_file_modified_timestamp_seconds')).toEqual([
      'file=sites/shop.policy role=policy 1600000000',
    ])
  })

  it('names a policy without a name by its file, and tells equal names apart', () => {
    const unnamed = gate({ policy: { fingerprint: 'f' } })
    const labels = (sources: Parameters<typeof metricsOf>[0]) =>
      metricsOf(sources)[0]!.samples.map(({ labels: { policy } }) => policy)
    expect(labels(unnamed)).toEqual(['shop'])
    expect(labels([{ gate: unnamed }, { gate: gate() }, { gate: gate(), policy: 'other' }])).toEqual([
      'shop',
      'shop 2',
      'other',
    ])
  })

  it('sums up rules above the bound', () => {
    const rules = [1, 2, 3, 4].map((line) => ruleCountsOf(undefined, line, line))
    const families = metricsOf(gate({ rules }), { maxRules: 2 })
    expect(samplesOf(families, 'tidegate_rule_applied_total')).toEqual([
      'rule=sites/shop.policy:1 id=000000000000 kind=block 1',
      'rule=sites/shop.policy:2 id=000000000000 kind=block 2',
      'rule=others id=others kind=block 7',
    ])
  })

  it('cuts names that are very long, and gives them an id', () => {
    const [line] = samplesOf(
      metricsOf(gate({ rules: [ruleCountsOf('x'.repeat(9_999), 1)] })),
      'tidegate_rule_applied_total',
    )
    expect(line).toBe(`rule=${'x'.repeat(200)}… id=000000000000 kind=block 1`)
  })
})
