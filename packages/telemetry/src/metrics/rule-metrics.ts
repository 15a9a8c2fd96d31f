import type { LimitCounts, RuleCounts, RuleRef } from '@tidegate/engine'
import type { GateMetric } from './gate-metric.ts'
import type { MetricSample } from './metric-family.ts'
import { otherRules, ruleLabels } from './rule-labels.ts'

/** The metrics with a series for each rule or limit. */
export const ruleMetrics: readonly GateMetric[] = [
  {
    name: 'tidegate_rule_decisions_total',
    kind: 'counter',
    help: 'Requests by the rule that refused them, or would have without shadow or observe mode. Of several limits that refuse a request, the one that the reply names.',
    labels: ['rule', 'id', 'kind', 'effect'],
    joined: 'sum',
    read: ({ rules }, maxRules) =>
      ofRules(rules, maxRules, 'rule', ({ rule: { kind }, refused, wouldRefuse }) => [
        { labels: { kind, effect: 'refused' }, value: refused },
        { labels: { kind, effect: 'would_refuse' }, value: wouldRefuse },
      ]),
  },
  {
    name: 'tidegate_rule_applied_total',
    kind: 'counter',
    help: 'Requests to which a rule applied, whether or not it decided. A rule that stays at 0 has no effect on present traffic.',
    labels: ['rule', 'id', 'kind'],
    joined: 'sum',
    read: ({ rules }, maxRules) =>
      ofRules(rules, maxRules, 'rule', ({ rule: { kind }, applied }) => [{ labels: { kind }, value: applied }]),
  },
  {
    name: 'tidegate_rule_refused_known_clients_total',
    kind: 'counter',
    help: 'Refusals of addresses that the gate is known to have admitted in the last 10 to 20 minutes: one admission in seven is remembered. If they jump, a rule may have begun to refuse people.',
    labels: ['rule', 'id', 'kind'],
    joined: 'sum',
    read: ({ rules }, maxRules) =>
      ofRules(rules, maxRules, 'rule', ({ rule: { kind }, refusedKnown }) => [
        { labels: { kind }, value: refusedKnown },
      ]),
  },
  {
    name: 'tidegate_limit_requests_total',
    kind: 'counter',
    help: 'Requests by limit and whether they were within it. Each limit that was checked is counted, also if another rule decided.',
    labels: ['limit', 'id', 'result'],
    joined: 'sum',
    read: ({ limits }, maxRules) =>
      ofRules(limits, maxRules, 'limit', ({ admitted, refused, wouldRefuse }) => [
        { labels: { result: 'admitted' }, value: admitted },
        { labels: { result: 'refused' }, value: refused },
        { labels: { result: 'would_refuse' }, value: wouldRefuse },
      ]),
  },
  {
    name: 'tidegate_limit_near_total',
    kind: 'counter',
    help: 'Requests within a limit after which less than a fifth of the quota was left.',
    labels: ['limit', 'id'],
    joined: 'sum',
    read: ({ limits }, maxRules) => ofRules(limits, maxRules, 'limit', ({ near }) => [{ labels: {}, value: near }]),
  },
]

/** The samples of the first `maxRules` rules, and the sums of all others. */
function ofRules<Counts extends RuleCounts | LimitCounts>(
  counts: readonly Counts[],
  maxRules: number,
  label: 'rule' | 'limit',
  read: (counts: Counts) => readonly MetricSample[],
): readonly MetricSample[] {
  const named = (rule: RuleRef | undefined, samples: readonly MetricSample[]): readonly MetricSample[] => {
    const labels = rule === undefined ? otherRules(label) : ruleLabels(rule, label)
    return samples.map((sample) => ({ ...sample, labels: { ...labels, ...sample.labels } }))
  }
  const own = counts.slice(0, maxRules).flatMap((each) => named(each.rule, read(each)))
  return [...own, ...named(undefined, summed(counts.slice(maxRules).flatMap(read)))]
}

/** One sample for each set of labels. */
function summed(samples: readonly MetricSample[]): readonly MetricSample[] {
  const byLabels = Map.groupBy(samples, ({ labels }) => JSON.stringify(labels))
  return [...byLabels.values()].map((same) => ({
    ...same[0]!,
    value: same.reduce((sum, { value }) => sum + value, 0),
  }))
}
