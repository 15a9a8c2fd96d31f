import { isUnknownKey, type KeyValue } from '@tidegate/model'
import type {
  Charge,
  Consumed,
  CounterLayout,
  CounterRef,
  CounterSpec,
  CounterStore,
  Reading,
} from '../counters/store.ts'
import { placesOf } from './naive-counter.ts'
import { carryHolders, carryRows, type NaiveState, type NaiveSubject, newCounter } from './naive-rows.ts'

/** An operator's block of a counter. */
interface NaiveBlock {
  readonly name: string
  readonly untilMs: number
}

/**
 * A counter store without bounds and evictions: a map from keys to lists of instants, and a list of who holds places at once. The reference implementation
 * for other stores; not for production. While the clock steps back, time does not advance.
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

  function blockByOperator(counters: readonly CounterRef[], forMs: number, nowMs: number): boolean {
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

  function specOf(charge: Charge): CounterSpec {
    return subjects[charge.subject]!.spec.counters[charge.counter]!
  }

  function stateOf(charge: Charge): NaiveState {
    const spec = specOf(charge)
    const kept = subjects[charge.subject]!.rows.get(keyText(charge.key))?.states.get(spec.identity)
    return kept ?? { spec, counter: newCounter(spec), blockEndsMs: 0 }
  }

  function setState(charge: Charge, state: NaiveState): void {
    const { rows } = subjects[charge.subject]!
    const text = keyText(charge.key)
    if (!rows.has(text)) rows.set(text, { timeMs: storeMs, states: new Map() })
    rows.get(text)!.states.set(state.spec.identity, state)
  }

  function isBlocked(charge: Charge): boolean {
    return stateOf(charge).blockEndsMs > storeMs
  }

  function block(charge: Charge): void {
    const spec = specOf(charge)
    setState(charge, { spec, counter: newCounter(spec), blockEndsMs: storeMs + spec.blockMs! })
  }

  function heldBy(charge: Charge, isOwn: boolean): number {
    const { identity } = specOf(charge)
    return subjects[charge.subject]!.holders.filter(
      ({ counter, key, lease }) =>
        counter === identity &&
        key === keyText(charge.key) &&
        (lease !== undefined && lease === charge.lease) === isOwn,
    ).reduce((sum, { places }) => sum + places, 0)
  }

  function waitMs(charge: Charge): number {
    const { counter, blockEndsMs } = stateOf(charge)
    if (blockEndsMs > storeMs) return blockEndsMs - storeMs
    if (counter !== undefined) return counter.waitMs(storeMs, charge.places, charge.period)
    const places = Math.min(charge.places, specOf(charge).count)
    return places === 0 || heldBy(charge, false) + places <= specOf(charge).count ? 0 : 1000
  }

  function touch(charges: readonly CounterRef[]): void {
    for (const charge of charges) {
      const row = subjects[charge.subject]!.rows.get(keyText(charge.key))
      if (row !== undefined) row.timeMs = storeMs
    }
  }

  function hold(charge: Charge): void {
    const { identity, count } = specOf(charge)
    const { subject, lease } = charge
    if (heldBy(charge, true) > 0) return
    const places = Math.min(charge.places, count)
    const holder = { counter: identity, key: keyText(charge.key), lease, places }
    subjects[subject]!.holders = [...subjects[subject]!.holders, holder]
  }

  function chargeCounter(charge: Charge): void {
    if (charge.places === 0 || isBlocked(charge)) return
    const state = stateOf(charge)
    if (state.counter === undefined) {
      hold(charge)
      return
    }
    state.counter.charge(storeMs, Math.min(charge.places, placesOf(state.spec)), charge.period)
    setState(charge, state)
  }

  function isDue({ mode, includingRefused, ...charge }: Charge, passes: boolean): boolean {
    if (mode === 'check' || mode === 'shadow-check') return false
    const counts = subjects[charge.subject]!.spec.counters[charge.counter]!.algorithm !== 'at-once'
    return passes || (includingRefused && counts)
  }

  /** Whether a charge that is refused starts a block, or starts it again. */
  function startsBlock(charge: Charge): boolean {
    if (specOf(charge).blockMs === undefined) return false
    if (isBlocked(charge)) return charge.includingRefused
    return charge.mode === 'enforce' || charge.mode === 'shadow'
  }

  function readingOf(charge: Charge, admitted: boolean, hasQuota: boolean): Reading {
    const { counter, blockEndsMs } = stateOf(charge)
    const leftMs = blockEndsMs - storeMs
    const common = { admitted: hasQuota, overflow: false }
    if (leftMs > 0)
      return { ...common, remaining: 0, retryAfterMs: leftMs, nextMs: leftMs, resetMs: leftMs, blocked: true }
    const retryAfterMs = admitted && hasQuota ? 0 : waitMs(charge)
    if (counter !== undefined) {
      return {
        ...common,
        remaining: counter.remaining(storeMs, charge.period),
        retryAfterMs,
        nextMs: counter.nextMs(storeMs, charge.period),
        resetMs: counter.resetMs(storeMs, charge.period),
      }
    }
    const held = heldBy(charge, false) + heldBy(charge, true)
    return {
      ...common,
      remaining: Math.max(0, specOf(charge).count - held),
      retryAfterMs: hasQuota ? 0 : 1000,
      nextMs: 1000,
      resetMs: held === 0 ? 0 : 1000,
    }
  }

  /** Charges nothing. `operatorMs`: how long each charge is still blocked by an operator. */
  function blockedByOperator(charges: readonly Charge[], operatorMs: readonly number[]): Consumed {
    const readings = charges.map((charge, i): Reading => {
      const reading = readingOf(charge, false, waitMs(charge) === 0)
      const leftMs = operatorMs[i]!
      if (leftMs === 0) return reading
      return {
        ...reading,
        admitted: false,
        remaining: 0,
        retryAfterMs: Math.max(reading.retryAfterMs, leftMs),
        nextMs: Math.max(reading.nextMs, leftMs),
        resetMs: Math.max(reading.resetMs, leftMs),
        blocked: true,
      }
    })
    return { admitted: false, readings }
  }

  function consume(charges: readonly Charge[], nowMs: number): Consumed {
    passTime(nowMs)
    const operatorMs = charges.map((charge) => (isShadow(charge) ? 0 : blockedMs(charge)))
    if (operatorMs.some((ms) => ms > 0)) return blockedByOperator(charges, operatorMs)
    touch(charges)
    const hasQuota = charges.map((charge) => waitMs(charge) === 0)
    const admitted = charges.every((charge, i) => hasQuota[i]! || isShadow(charge))
    charges.forEach((charge, i) => {
      if (!hasQuota[i]! && startsBlock(charge)) block(charge)
      else if (isDue(charge, admitted && hasQuota[i]!)) chargeCounter(charge)
    })
    return { admitted, readings: charges.map((charge, i) => readingOf(charge, admitted, hasQuota[i]!)) }
  }

  return {
    layout(layout: CounterLayout) {
      const former = layout.tag === tag ? subjects : []
      tag = layout.tag
      subjects = layout.subjects.map((spec) => {
        const earlier = former.find((subject) => subject.spec.identity === spec.identity)
        return { spec, rows: carryRows(earlier?.rows ?? new Map(), spec), holders: carryHolders(earlier, spec) }
      })
    },
    consume,
    peek(charges, nowMs) {
      const before = { storeMs, lastMs, subjects }
      subjects = subjects.map(({ spec, rows, holders }) => ({ spec, rows: carryRows(rows, spec), holders }))
      const consumed = consume(
        charges.map(({ lease: _, ...charge }) => charge),
        nowMs,
      )
      storeMs = before.storeMs
      lastMs = before.lastMs
      subjects = before.subjects
      return consumed
    },
    settle(charges, nowMs) {
      passTime(nowMs)
      touch(charges)
      for (const charge of charges) {
        const { counter } = stateOf(charge)
        if (counter === undefined || charge.places === 0 || isBlocked(charge)) continue
        chargeCounter(charge)
        const isFull = stateOf(charge).counter!.remaining(storeMs, charge.period) === 0
        if (specOf(charge).blockMs !== undefined && isFull) block(charge)
      }
    },
    release(charges) {
      for (const charge of charges) {
        const subject = subjects[charge.subject]
        const identity = subject?.spec.counters[charge.counter]?.identity
        if (subject === undefined || identity === undefined) continue
        const at = subject.holders.findIndex(
          ({ counter, key, lease }) =>
            counter === identity && lease === charge.lease && (lease !== undefined || key === keyText(charge.key)),
        )
        if (at >= 0) subject.holders = subject.holders.toSpliced(at, 1)
      }
    },
    reset(counters, nowMs) {
      blockByOperator(counters, 0, nowMs)
      touch(counters)
      for (const { subject, counter, key } of counters) {
        const { spec, rows } = subjects[subject]!
        rows.get(keyText(key))?.states.delete(spec.counters[counter]!.identity)
      }
    },
    block: blockByOperator,
    stats() {
      const rows = subjects.reduce((sum, subject) => sum + subject.rows.size, 0)
      return { subjects: rows, capacity: Infinity, bytes: 0, evictions: 0, overflows: 0 }
    },
    close() {
      subjects = []
    },
  }
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
