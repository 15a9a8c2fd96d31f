import { isUnknownKey, type KeyValue } from '@tidegate/model'
import type {
  Charge,
  Consumed,
  CounterLayout,
  CounterRef,
  CounterSpec,
  CounterStore,
  SubjectSpec,
} from '../counters/store.ts'
import { createNaiveCounter, type NaiveCounter } from './naive-counter.ts'

interface NaiveRow {
  /** Time of the last request. */
  timeMs: number
  readonly counters: Map<string, { readonly spec: CounterSpec; readonly counter: NaiveCounter }>
}

/** An operator's block of a counter. */
interface NaiveBlock {
  readonly name: string
  readonly untilMs: number
}

interface NaiveSubject {
  spec: SubjectSpec
  readonly rows: Map<string, NaiveRow>
}

/**
 * A counter store without bounds and evictions: a map from keys to lists of instants. The reference implementation for other stores; not for
 * production. While the clock steps back, time does not advance.
 */
export function createNaiveStore(): CounterStore {
  let tag: string | undefined
  let subjects: NaiveSubject[] = []
  let storeMs = 0
  let lastMs: number | undefined
  let blocks: readonly NaiveBlock[] = []

  function nameOf({ subject, counter, key }: CounterRef): string {
    const { spec } = subjects[subject]!
    return JSON.stringify([tag, spec.identity, spec.counters[counter]!.identity, keyText(key)])
  }

  function blockedMs(ref: CounterRef): number {
    const own = blocks.find(({ name }) => name === nameOf(ref))
    return own === undefined ? 0 : Math.max(0, own.untilMs - storeMs)
  }

  function block(counters: readonly CounterRef[], forMs: number, nowMs: number): boolean {
    passTime(nowMs)
    const names = counters.map(nameOf)
    const others = blocks.filter(({ name }) => !names.includes(name))
    blocks = forMs <= 0 ? others : [...others, ...names.map((name) => ({ name, untilMs: storeMs + forMs }))]
    return true
  }

  function readTime(nowMs: number): number {
    return storeMs + Math.max(0, Math.floor(nowMs) - (lastMs ?? 0))
  }

  function passTime(nowMs: number): void {
    storeMs = readTime(nowMs)
    lastMs = Math.floor(nowMs)
  }

  function counterOf(charge: Charge): NaiveCounter {
    const spec = subjects[charge.subject]!.spec.counters[charge.counter]!
    const kept = subjects[charge.subject]!.rows.get(keyText(charge.key))?.counters.get(spec.identity)
    return kept?.counter ?? createNaiveCounter(spec)
  }

  function touch(charges: readonly CounterRef[]): void {
    for (const charge of charges) {
      const row = subjects[charge.subject]!.rows.get(keyText(charge.key))
      if (row !== undefined) row.timeMs = storeMs
    }
  }

  function chargeCounter(charge: Charge): void {
    const { spec, rows } = subjects[charge.subject]!
    const text = keyText(charge.key)
    const counter = counterOf(charge)
    const counterSpec = spec.counters[charge.counter]!
    if (!rows.has(text)) rows.set(text, { timeMs: storeMs, counters: new Map() })
    rows.get(text)!.counters.set(counterSpec.identity, { spec: counterSpec, counter })
    counter.charge(storeMs)
  }

  function consume(charges: readonly Charge[], nowMs: number): Consumed {
    passTime(nowMs)
    const blocked = charges.map((charge) => (isShadow(charge) ? 0 : blockedMs(charge)))
    const isBlocked = blocked.some((ms) => ms > 0)
    if (!isBlocked) touch(charges)
    const hasQuota = charges.map((charge, i) => counterOf(charge).waitMs(storeMs) === 0 && blocked[i] === 0)
    const admitted = charges.every((charge, i) => hasQuota[i]! || isShadow(charge))
    charges.forEach((charge, i) => {
      const waits = charge.mode === 'check' || charge.mode === 'shadow-check'
      const passes = admitted && hasQuota[i]!
      if (!waits && !isBlocked && (passes || charge.includingRefused)) chargeCounter(charge)
    })
    const readings = charges.map((charge, i) => ({
      admitted: hasQuota[i]!,
      remaining: blocked[i]! > 0 ? 0 : counterOf(charge).remaining(storeMs),
      retryAfterMs: admitted && hasQuota[i]! ? 0 : Math.max(counterOf(charge).waitMs(storeMs), blocked[i]!),
      nextMs: Math.max(counterOf(charge).nextMs(storeMs), blocked[i]!),
      resetMs: Math.max(counterOf(charge).resetMs(storeMs), blocked[i]!),
      overflow: false,
      ...(blocked[i]! > 0 && { blocked: true as const }),
    }))
    return { admitted, readings }
  }

  return {
    layout(layout: CounterLayout) {
      const former = layout.tag === tag ? subjects : []
      tag = layout.tag
      subjects = layout.subjects.map((spec) => ({
        spec,
        rows: carryRows(former.find((subject) => subject.spec.identity === spec.identity)?.rows ?? new Map(), spec),
      }))
    },
    consume,
    peek(charges, nowMs) {
      const before = { storeMs, lastMs, subjects }
      subjects = subjects.map((subject) => ({ spec: subject.spec, rows: carryRows(subject.rows, subject.spec) }))
      const consumed = consume(charges, nowMs)
      storeMs = before.storeMs
      lastMs = before.lastMs
      subjects = before.subjects
      return consumed
    },
    settle(charges, nowMs) {
      passTime(nowMs)
      touch(charges)
      for (const charge of charges) chargeCounter(charge)
    },
    reset(counters, nowMs) {
      block(counters, 0, nowMs)
      touch(counters)
      for (const { subject, counter, key } of counters) {
        const { spec, rows } = subjects[subject]!
        rows.get(keyText(key))?.counters.delete(spec.counters[counter]!.identity)
      }
    },
    block,
    stats() {
      const rows = subjects.reduce((sum, subject) => sum + subject.rows.size, 0)
      return { subjects: rows, capacity: Infinity, bytes: 0, evictions: 0, overflows: 0 }
    },
    close() {
      subjects = []
    },
  }
}

/** A copy of rows with a new spec: counters in both are kept, except those with another period or a change between bucket and list. */
function carryRows(rows: ReadonlyMap<string, NaiveRow>, subject: SubjectSpec): Map<string, NaiveRow> {
  const carried = new Map<string, NaiveRow>()
  for (const [key, row] of rows) {
    const copy: NaiveRow = { timeMs: row.timeMs, counters: new Map() }
    for (const spec of subject.counters) {
      const kept = row.counters.get(spec.identity)
      if (kept === undefined || kept.spec.periodMs !== spec.periodMs) continue
      if ((kept.spec.algorithm === 'gcra') !== (spec.algorithm === 'gcra')) continue
      copy.counters.set(spec.identity, { spec, counter: kept.counter.resized(spec, row.timeMs) })
    }
    carried.set(key, copy)
  }
  return carried
}

function isShadow(charge: Charge): boolean {
  return charge.mode === 'shadow' || charge.mode === 'shadow-check'
}

function keyText(key: readonly KeyValue[]): string {
  return JSON.stringify(
    key.map((part) =>
      typeof part === 'string' ? part : isUnknownKey(part) ? [] : [part.family, part.a, part.b, part.c, part.d],
    ),
  )
}
