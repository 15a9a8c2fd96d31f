import { isUnknownKey, type KeyValue, unknownKey } from '@tidegate/model'
import { ipv4, ipv6 } from '@tidegate/values'
import type { Charge, Consumed, CounterLayout, CounterRef, Reading } from './store.ts'

/** The blocks that operators made, in a store of this process. */
export interface OperatorBlocks {
  /** Number of blocks, including those that have ended and were not seen since. While it is 0, a store need not ask. */
  readonly size: number
  /** The blocks that have not ended, with the names of their counters, and when they end. */
  readonly entries: (nowMs: number) => readonly OperatorBlockEntry[]
  /** Blocks counters until `forMs` from now, in place of earlier blocks; 0 ends their blocks. False, and nothing changed, if there is no room. */
  readonly block: (refs: readonly CounterRef[], forMs: number, layout: CounterLayout, nowMs: number) => boolean
  /**
   * The answer to charges of which one is blocked; undefined if none is. `uncharged` reads counters and charges nothing, whatever the
   * charges say.
   */
  readonly judge: (
    charges: readonly Charge[],
    layout: CounterLayout,
    nowMs: number,
    uncharged: (charges: readonly Charge[]) => Consumed,
  ) => Consumed | undefined
}

/** The name of a counter, and when its block ends by the store's clock. */
export type OperatorBlockEntry = readonly [name: string, untilMs: number]

/** Maximum number of blocks of a store. */
export const maxOperatorBlocks = 10_000

/**
 * Creates a table of at most 10,000 blocks, at first those of a snapshot. A block is found by the identities of its subject and its counter, so it survives reloads as long as
 * the policy has that limit.
 */
export function createOperatorBlocks(restored: readonly OperatorBlockEntry[] = []): OperatorBlocks {
  const untilMs = new Map<string, number>(restored)

  /** Milliseconds that a block still lasts; 0 if there is none. One that has ended is removed. */
  function leftMs(ref: CounterRef, layout: CounterLayout, nowMs: number): number {
    const name = nameOf(ref, layout)
    const until = untilMs.get(name)
    if (until === undefined) return 0
    if (until > nowMs) return until - nowMs
    untilMs.delete(name)
    return 0
  }

  function block(refs: readonly CounterRef[], forMs: number, layout: CounterLayout, nowMs: number): boolean {
    const names = refs.map((ref) => nameOf(ref, layout))
    if (forMs <= 0) {
      for (const name of names) untilMs.delete(name)
      return true
    }
    if (untilMs.size + names.length > maxOperatorBlocks)
      for (const [name, until] of untilMs) if (until <= nowMs) untilMs.delete(name)
    const added = names.filter((name) => !untilMs.has(name)).length
    if (untilMs.size + added > maxOperatorBlocks) return false
    for (const name of names) untilMs.set(name, nowMs + forMs)
    return true
  }

  return {
    get size() {
      return untilMs.size
    },
    entries: (nowMs) => [...untilMs].filter(([, until]) => until > nowMs),
    block,
    judge: (charges, layout, nowMs, uncharged) => {
      const left = charges.map((charge) => (isEnforced(charge) ? leftMs(charge, layout, nowMs) : 0))
      if (left.every((ms) => ms === 0)) return undefined
      const { readings } = uncharged(charges.map(asCheck))
      return { admitted: false, readings: readings.map((reading, i) => blockedReading(reading, left[i]!)) }
    },
  }
}

function isEnforced({ mode }: Charge): boolean {
  return mode === 'enforce' || mode === 'check'
}

/** A charge that is only read: the readings of a refused request do not contain its own charge. */
function asCheck(charge: Charge): Charge {
  return { ...charge, mode: isEnforced(charge) ? 'check' : 'shadow-check', includingRefused: false }
}

function blockedReading(reading: Reading, leftMs: number): Reading {
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
}

function nameOf({ subject, counter, key }: CounterRef, { tag, subjects }: CounterLayout): string {
  const spec = subjects[subject]
  return blockName({ tag, subject: spec?.identity, counter: spec?.counters[counter]?.identity, key })
}

/** A blocked counter, by the identities of its subject and limit. */
export interface BlockedCounter {
  readonly tag: string
  readonly subject: string | undefined
  readonly counter: string | undefined
  readonly key: readonly KeyValue[]
}

/** WHY JSON: texts of clients are part of the name, and two different keys must never have the same name. */
export function blockName({ tag, subject, counter, key }: BlockedCounter): string {
  return JSON.stringify([tag, subject, counter, key.map(partOf)])
}

/** The counter of a name that `blockName` returned. */
export function readBlockName(name: string): BlockedCounter {
  const [tag, subject, counter, parts] = JSON.parse(name) as [string, string, string, readonly unknown[]]
  return { tag, subject, counter, key: parts.map(readPart) }
}

function partOf(part: KeyValue): unknown {
  if (typeof part === 'string') return part
  return isUnknownKey(part) ? null : [part.family, part.a, part.b, part.c, part.d]
}

function readPart(part: unknown): KeyValue {
  if (typeof part === 'string') return part
  if (!Array.isArray(part)) return unknownKey
  const [family, a, b, c, d] = part as [number, number, number, number, number]
  return family === 4 ? ipv4(a) : ipv6(a, b, c, d)
}
