import type { KeyPart, LimitRule, Model } from '@tidegate/model'
import type { CounterLayout, CounterSpec, SubjectSpec } from '../counters/store.ts'
import type { PlanLimit } from './plan.ts'

/** Maximum count of a limit that keeps individual times. */
const maxLogCount = 16

/** The counters of a model's limits. */
export interface LimitCounting {
  readonly layout: CounterLayout
  readonly limits: readonly PlanLimit[]
}

/**
 * Assigns a subject and one of that subject's counters to every limit; limits with the same key expression share a subject. Shadow limits have
 * separate subjects. Limits are in the order of the model's rules, subjects and counters in the order of their identities.
 */
export function countLimits(model: Model): LimitCounting {
  const bySubject = new Map<string, { readonly shadow: boolean; readonly rules: number[] }>()
  for (const [index, rule] of model.rules.entries()) {
    if (rule.kind !== 'limit') continue
    const identity = subjectIdentity(model, rule)
    const subject = bySubject.get(identity)
    if (subject === undefined) bySubject.set(identity, { shadow: rule.shadow, rules: [index] })
    else subject.rules.push(index)
  }
  const limits: PlanLimit[] = []
  const subjects = [...bySubject].toSorted(byIdentity).map(([identity, { shadow, rules }], subject): SubjectSpec => {
    const counters = countersOf(model, rules)
    for (const [counter, { rule }] of counters.entries()) {
      limits.push({ rule, subject, counter, ownSubject: isOwnSubject(model.rules[rule] as LimitRule) })
    }
    return { identity, shadow, counters: counters.map(({ spec }) => spec) }
  })
  return {
    layout: { tag: model.name ?? 'policy', subjects },
    limits: limits.toSorted((x, y) => x.rule - y.rule),
  }
}

function countersOf(model: Model, rules: readonly number[]): readonly { rule: number; spec: CounterSpec }[] {
  const counters = rules.map((rule) => ({ rule, spec: counterOf(model.rules[rule] as LimitRule) }))
  counters.sort(
    (x, y) => compareText(x.spec.identity, y.spec.identity) || x.spec.count - y.spec.count || x.rule - y.rule,
  )
  const seen = new Map<string, number>()
  return counters.map(({ rule, spec }) => {
    // WHY: two unnamed limits that differ only in their count have the same identity, but must not share a counter.
    const place = (seen.get(spec.identity) ?? 0) + 1
    seen.set(spec.identity, place)
    return { rule, spec: place === 1 ? spec : { ...spec, identity: `${spec.identity}#${place}` } }
  })
}

function counterOf(limit: LimitRule): CounterSpec {
  const { identity, count, period, blockMs } = limit
  const block = blockMs === undefined ? {} : { blockMs }
  switch (period.kind) {
    case 'sliding': {
      const { periodMs, burst } = period
      if (burst !== undefined) return { identity, algorithm: 'gcra', count, periodMs, burst, ...block }
      return { identity, algorithm: count <= maxLogCount ? 'log' : 'ring', count, periodMs, ...block }
    }
    case 'calendar':
      return { identity, algorithm: 'calendar', count, unit: period.unit, zone: period.zone, ...block }
    case 'at-once':
      return { identity, algorithm: 'at-once', count, ...block }
  }
}

/** The key expression as text, which is the same in every version of a policy. */
function subjectIdentity(model: Model, limit: LimitRule): string {
  const parts = limit.key.map((part) => keyPartText(model, part))
  return `${limit.shadow ? 'shadow ' : ''}${parts.length === 0 ? 'total' : parts.join(' and ')}`
}

function keyPartText(model: Model, part: KeyPart): string {
  switch (part.kind) {
    case 'ip':
      return `ip/${part.v4}/${part.v6}`
    case 'fact':
      return `fact ${model.facts[part.fact]!.name}`
    case 'text': {
      const { subject } = part
      if (subject.kind === 'fact') return `fact ${model.facts[subject.fact]!.name}`
      return 'name' in subject ? `${subject.kind} ${JSON.stringify(subject.name)}` : subject.kind
    }
  }
}

/** Whether a key distinguishes callers, so that its counts reveal nothing about others. */
function isOwnSubject(limit: LimitRule): boolean {
  return limit.key.some((part) => {
    switch (part.kind) {
      case 'ip':
        return part.v4 === 32 && part.v6 >= 56
      case 'fact':
        return true
      case 'text':
        return ['user', 'header', 'query', 'cookie', 'fact'].includes(part.subject.kind)
    }
  })
}

function byIdentity(x: readonly [string, unknown], y: readonly [string, unknown]): number {
  return compareText(x[0], y[0])
}

function compareText(x: string, y: string): number {
  return x < y ? -1 : x > y ? 1 : 0
}
