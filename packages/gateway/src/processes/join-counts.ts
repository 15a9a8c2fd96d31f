import type {
  CounterStats,
  DurationCounts,
  GateCounts,
  GateStats,
  LimitCounts,
  PluginFactStats,
  RuleCounts,
  StoreCounts,
} from '@tidegate/engine'

/** How the counters of several gates are joined: those that all share are the same in each; those of their own are added up. */
export type CounterPlace = 'shared' | 'own'

type Numbers<Value> = { readonly [Name in keyof Value]: number }

/**
 * Joins what gates of one policy in several processes have counted. The state, such as the policy in force, is that of the first; what it says about rules that only others have is
 * left out until it has reloaded too.
 */
export function joinCounts(own: GateCounts, others: readonly GateCounts[], place: CounterPlace): GateCounts {
  if (others.length === 0) return own
  const all = [own, ...others]
  const stores = all.flatMap(({ store }) => (store === undefined ? [] : [store]))
  return {
    ...own,
    decisions: own.decisions.map((each) => ({
      ...each,
      count: sum(all, ({ decisions }) => decisions.find(isSameDecision(each))?.count ?? 0),
    })),
    rules: joinRules(
      all.map(({ rules }) => rules),
      ['applied', 'refused', 'refusedKnown', 'wouldRefuse'],
    ),
    limits: joinRules(
      all.map(({ limits }) => limits),
      ['admitted', 'refused', 'wouldRefuse', 'near'],
    ),
    durations: joinDurations(all.map(({ durations }) => durations)),
    reloads: { ...own.reloads, isFailing: all.some(({ reloads }) => reloads.isFailing) },
    counters: joinCounters(
      all.map(({ counters }) => counters),
      place,
    ),
    ...(stores.length > 0 && { store: joinStores(stores) }),
    facts: joinFacts(all.map(({ facts }) => facts)),
    listenerErrors: sum(all, ({ listenerErrors }) => listenerErrors),
  }
}

/** Joins the statistics of these gates in the same way; reloads are those of the first. */
export function joinStats(own: GateStats, others: readonly GateStats[], place: CounterPlace): GateStats {
  const all = [own, ...others]
  return {
    ...own,
    ...summed(all, ['decisions', 'pass', 'block', 'limit', 'listenerErrors']),
    counters: joinCounters(
      all.map(({ counters }) => counters),
      place,
    ),
    facts: joinFacts(all.map(({ facts }) => facts)),
  }
}

/** What remains of the counts of a process that has ended: its state, such as an outage of the store, is no longer one. */
export function endedCounts(counts: GateCounts): GateCounts {
  const { store, reloads, counters } = counts
  return {
    ...counts,
    reloads: { ...reloads, isFailing: false },
    counters: endedCounters(counters),
    ...(store !== undefined && { store: { ...store, isUp: true } }),
  }
}

/** The same for statistics. */
export function endedStats(stats: GateStats): GateStats {
  return { ...stats, counters: endedCounters(stats.counters) }
}

function endedCounters({ evictions, overflows }: CounterStats): CounterStats {
  return { subjects: 0, capacity: 0, bytes: 0, evictions, overflows }
}

function isSameDecision(one: GateCounts['decisions'][number]): (other: typeof one) => boolean {
  return ({ outcome, reason }) => outcome === one.outcome && reason === one.reason
}

/** Adds up the counts of rules, which are the same ones if they have the same identity; of rules with one identity, they are in the same order. */
function joinRules<Counts extends RuleCounts | LimitCounts>(
  [own = [], ...others]: readonly (readonly Counts[])[],
  names: readonly (keyof Counts)[],
): readonly Counts[] {
  const keys = keysOf(own)
  const tables = others.map((counts) => {
    const theirs = keysOf(counts)
    return new Map(counts.map((each, at) => [theirs[at]!, each]))
  })
  return own.map((each, at) => {
    const same = tables.flatMap((table) => table.get(keys[at]!) ?? [])
    return { ...each, ...summed([each, ...same], names) }
  })
}

function keysOf(counts: readonly (RuleCounts | LimitCounts)[]): readonly string[] {
  const seen = new Map<string, number>()
  return counts.map(({ rule: { id }, shadow }) => {
    const key = `${shadow ? 'shadow ' : ''}${id}`
    const times = seen.get(key) ?? 0
    seen.set(key, times + 1)
    return `${key} ${times}`
  })
}

function joinDurations(all: readonly DurationCounts[]): DurationCounts {
  const [first] = all
  return {
    ...first!,
    ...summed(all, ['count', 'sumSeconds']),
    buckets: first!.buckets.map((bucket, at) => ({
      ...bucket,
      count: sum(all, ({ buckets }) => buckets[at]?.count ?? 0),
    })),
  }
}

function joinCounters(all: readonly CounterStats[], place: CounterPlace): CounterStats {
  const join = place === 'shared' ? (values: readonly number[]) => Math.max(...values) : total
  const names = [...new Set(all.flatMap((each) => Object.keys(each)))] as readonly (keyof CounterStats)[]
  const joined = names.map((name) => [name, join(all.map((each) => each[name] ?? 0))] as const)
  return Object.fromEntries(joined) as unknown as CounterStats
}

function joinStores(all: readonly StoreCounts[]): StoreCounts {
  return {
    isUp: all.every(({ isUp }) => isUp),
    ...summed(all, ['answered', 'failed', 'late', 'fallbackDecisions', 'outages', 'probes', 'nearRefusals']),
    durations: joinDurations(all.map(({ durations }) => durations)),
  }
}

function joinFacts(all: readonly (readonly PluginFactStats[])[]): readonly PluginFactStats[] {
  return all[0]!.map((own) => {
    const same = all.flatMap((facts) => facts.filter(({ plugin, fact }) => plugin === own.plugin && fact === own.fact))
    return { ...own, ...summed(same, ['asked', 'answered', 'failed', 'dropped', 'cached', 'pending']) }
  })
}

function summed<Value extends object, Name extends keyof Value>(
  all: readonly Value[],
  names: readonly Name[],
): Numbers<Pick<Value, Name>> {
  return Object.fromEntries(names.map((name) => [name, sum(all, (each) => Number(each[name]))])) as Numbers<
    Pick<Value, Name>
  >
}

function sum<Value>(all: readonly Value[], of: (each: Value) => number): number {
  return total(all.map(of))
}

function total(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
