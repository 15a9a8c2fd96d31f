import type { GateCounts, RuleCounts } from '@tidegate/engine'

const durations = { oneIn: 17, count: 3, sumSeconds: 0.5, buckets: [{ atMostSeconds: 0.1, count: 2 }] }

/** Counts of a gate that has everything, for tests. */
export function countsOf(more: Partial<GateCounts> = {}): GateCounts {
  return {
    policy: { name: 'shop', fingerprint: 'f'.repeat(32) },
    file: 'sites/shop.policy',
    loadedAtMs: 1_700_000_000_000,
    observing: false,
    decisions: [{ outcome: 'pass', reason: 'no-rule-refuses', count: 9 }],
    rules: [ruleCountsOf('scanners', 2)],
    limits: [
      { rule: ruleCountsOf('visitors', 1).rule, shadow: false, admitted: 7, refused: 5, wouldRefuse: 0, near: 3 },
    ],
    durations,
    lists: [{ name: 'bad', ranges: 4, changedAtMs: 1_700_000_000_000 }],
    reloads: { replaced: 1, unchanged: 2, failed: 3, isFailing: true },
    counters: { subjects: 1, capacity: 2, bytes: 3, evictions: 4, overflows: 5 },
    store: {
      isUp: false,
      answered: 1,
      failed: 2,
      late: 1,
      fallbackDecisions: 3,
      outages: 1,
      probes: 4,
      nearRefusals: 5,
      durations,
    },
    facts: [{ plugin: 'geo', fact: 'country', asked: 6, answered: 3, failed: 2, dropped: 1, cached: 3, pending: 1 }],
    listenerErrors: 0,
    files: [{ file: 'sites/shop.policy', role: 'policy', modifiedAtMs: 1_600_000_000_000 }],
    ...more,
  }
}

/** What a rule has done, by its name; without a name, it is on `line` of its file. */
export function ruleCountsOf(name: string | undefined, refused: number, line = 1): RuleCounts {
  const id = `${line}`.padStart(32, '0')
  const place = { file: 'sites/shop.policy', line, text: 'block …' }
  return {
    rule: { kind: 'block', id, ...(name !== undefined && { name }), ...place },
    shadow: false,
    applied: refused,
    refused,
    refusedKnown: 1,
    wouldRefuse: 0,
  }
}
