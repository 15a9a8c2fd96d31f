import type { KeyPart, LimitRule, Model, Rule, TextSubject } from '@tidegate/model'
import { duration } from '@tidegate/values'
import type { CalendarCounter, CounterSpec, WindowCounter } from '../counters/store.ts'
import type { Plan } from '../plan/plan.ts'

/** What a limit counts, how it counts, and what it guarantees. */
export interface LimitWords {
  /** Which requests are counted together. */
  readonly counts: string
  readonly algorithm: CounterSpec['algorithm']
  /** State that is stored for each key. */
  readonly keeps: string
  /** Guarantee of the limit. */
  readonly promise: string
  /** Other properties of the limit. */
  readonly notes: readonly string[]
}

/** Number of sub-periods into which the engine's ring counters divide a period. */
const ringPlaces = 32

/** Returns a description of a limit; `index` is its place in the model's rules. */
export function describeLimit(limit: LimitRule, index: number, plan: Plan): LimitWords {
  const place = plan.limits.find(({ rule }) => rule === index)!
  const subject = plan.layout.subjects[place.subject]!
  const counter = subject.counters[place.counter]!
  const sharing = sharingOf(limit, place.subject, plan)
  return {
    counts:
      limit.key.length === 0
        ? 'all requests together'
        : `requests with the same ${limit.key.map((part) => keyWords(part, plan.model)).join(' and ')}`,
    algorithm: counter.algorithm,
    keeps: keepsWords(counter),
    promise: promiseWords(counter),
    notes: [
      ...(limit.includingRefused
        ? ['refused requests count, too: a client that does not slow down stays blocked']
        : []),
      ...(limit.countingReplies === undefined
        ? []
        : [
            `checked before the request, charged after a reply of ${limit.countingReplies.join(', ')}: concurrent requests can exceed it`,
          ]),
      ...costNotes(limit, plan.model),
      ...(limit.blockMs === undefined
        ? []
        : [`refuses all requests of a key that exceeded it for ${duration(limit.blockMs)}, then counts from zero`]),
      ...(limit.replaces === undefined
        ? []
        : [`while it is in force, ${replacedName(limit.replaces, plan.model)} does not apply`]),
      ...(sharing > 0
        ? [`shares its memory with ${sharing === 1 ? 'another limit' : `${sharing} other limits`} of the same key`]
        : []),
    ],
  }
}

function keepsWords(counter: CounterSpec): string {
  switch (counter.algorithm) {
    case 'log':
      return counter.count === 1 ? 'the time of the last request' : `the times of the last ${counter.count} requests`
    case 'ring':
      return `${ringPlaces} counts, each of ${periodWords(counter.periodMs / ringPlaces)}`
    case 'gcra':
      return 'the time at which its bucket is full again'
    case 'calendar':
      return `the beginning of its calendar ${counter.unit}, and one count`
    case 'at-once':
      return 'the number of its requests in progress'
  }
}

function promiseWords(counter: CounterSpec): string {
  const { count } = counter
  switch (counter.algorithm) {
    case 'log':
      return `at most ${count} in ${anyPeriod(counter)}; quota is available again exactly on time`
    case 'ring':
      return `at most ${count} in ${anyPeriod(counter)}; quota is available again up to ${periodWords(counter.periodMs / ringPlaces)} late, never early`
    case 'gcra': {
      const { periodMs, burst = 1 } = counter
      return `one every ${periodWords(periodMs / count)} with bursts of ${burst}; at most ${count + burst - 1} in ${anyPeriod(counter)}`
    }
    case 'calendar':
      return `at most ${count} in any calendar ${counter.unit} of ${counter.zone}${exceptBlocks(counter)}; the full quota is available again when the next one begins`
    case 'at-once':
      return `at most ${count} in progress at the same time; quota is available again as soon as one has ended`
  }
}

function anyPeriod(counter: WindowCounter): string {
  return `any period of ${periodWords(counter.periodMs)}${exceptBlocks(counter)}`
}

/** A block that may end within the period of its limit makes the guarantee weaker, because the count then starts from zero. */
function exceptBlocks(counter: WindowCounter | CalendarCounter): string {
  const periodMs = counter.algorithm === 'calendar' ? longestMs[counter.unit] : counter.periodMs
  return counter.blockMs !== undefined && counter.blockMs < periodMs ? ' in which no block ends' : ''
}

const hourMs = 3_600_000
const longestMs = { minute: 60_000, hour: hourMs, day: 26 * hourMs, week: 170 * hourMs, month: 746 * hourMs } as const

/** Returns a period to three decimal places: `1 min`, `1.875 s`. */
function periodWords(ms: number): string {
  if (ms >= 1_000 && ms % 1_000 === 0) return duration(ms)
  return ms >= 1_000 ? `${Math.round(ms) / 1_000} s` : `${Math.round(ms * 1_000) / 1_000} ms`
}

function keyWords(part: KeyPart, model: Model): string {
  switch (part.kind) {
    case 'ip':
      return `address (IPv4 by /${part.v4}, IPv6 by /${part.v6})`
    case 'fact':
      return model.facts[part.fact]!.name
    case 'text':
      return subjectWords(part.subject, model)
  }
}

function subjectWords(subject: TextSubject, model: Model): string {
  if (subject.kind === 'fact') return model.facts[subject.fact]!.name
  return 'name' in subject ? `${subject.kind} ${subject.name}` : subject.kind
}

function replacedName(index: number, { rules }: Model): string {
  const rule = rules[index]!
  return rule.name === undefined ? `the one at ${rule.place.file}:${rule.place.line}` : `“${rule.name}”`
}

function costNotes({ cost, count }: LimitRule, model: Model): readonly string[] {
  if (cost === undefined) return []
  if (cost.kind === 'fact')
    return [`a request takes as many of them as ${model.facts[cost.fact]!.name}, rounded up, from 0 to ${count}`]
  const cases = cost.cases.map(({ places, text }) => `${places} if ${text}`)
  return [`a request takes ${cases.join(', else ')}, else 1 of them`]
}

/** The number of other limits whose counts are stored together with those of this one; requests in progress are stored apart. */
function sharingOf({ period }: LimitRule, subject: number, { limits, model }: Plan): number {
  if (period.kind === 'at-once') return 0
  const isStoredTogether = (rule: Rule): boolean => rule.kind === 'limit' && rule.period.kind !== 'at-once'
  return limits.filter((other) => other.subject === subject && isStoredTogether(model.rules[other.rule]!)).length - 1
}
