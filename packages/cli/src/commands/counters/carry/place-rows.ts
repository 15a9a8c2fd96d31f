import type { CarriedState, CounterLayout, CounterSpec, SubjectSpec } from '@tidegate/engine'
import { ageState, canCarry, type CarriedRow } from '@tidegate/engine/tools'
import type { KeyValue } from '@tidegate/model'
import { keyDigest, type StoredRow } from '@tidegate/redis-store'
import { type CarryRow, readKey } from './carry-file.ts'
import type { CarryFile } from './read-carry-file.ts'

/** What was not carried, by the reason. */
export interface Left {
  /** Rows that have expired since the export. */
  expired: number
  /** Rows whose keys are not known, and whose digests the other store cannot use. */
  withoutKey: number
  /** Rows that several clients shared, which only a store in memory has. */
  shared: number
  /** States of limits that the policy does not have, or counts in another way. */
  otherLimits: number
  /** Operators' blocks whose keys are not known. */
  blocks: number
}

/** Nothing is left. */
export function emptyLeft(): Left {
  return { expired: 0, withoutKey: 0, shared: 0, otherLimits: 0, blocks: 0 }
}

/** A block by an operator, for a store in memory. */
export interface PlacedBlock {
  readonly subject: string
  readonly counter: string
  readonly key: readonly KeyValue[]
  readonly forMs: number
}

/** The rows of a file for a store in memory with the limits of the file, `elapsedMs` after the export. */
export function toMemoryRows(
  { header, rows }: CarryFile,
  fingerprint: (key: readonly KeyValue[]) => string,
  elapsedMs: number,
  left: Left,
): { readonly rows: readonly CarriedRow[]; readonly blocks: readonly PlacedBlock[] } {
  const indices = new Map(header.subjects.map(({ identity }, index) => [identity, index]))
  const placed: CarriedRow[] = []
  const blocks: PlacedBlock[] = []
  for (const row of rows) {
    const subject = indices.get(row.subject)!
    const { identity, counters } = header.subjects[subject]!
    const key = row.key === undefined ? undefined : readKey(row.key)
    const passedMs = passed(row, elapsedMs)
    const states = counters.map((spec) => aged(row.states[spec.identity], spec, passedMs))
    const blocked = Object.entries(row.blocked_ms ?? {}).filter(([, ms]) => ms > passedMs)
    const isBlank = states.every((state) => state === undefined)
    if (isBlank && blocked.length === 0) left.expired++
    if (key === undefined) left.blocks += blocked.length
    else for (const [counter, ms] of blocked) blocks.push({ subject: identity, counter, key, forMs: ms - passedMs })
    if (isBlank) continue
    const digest = header.secret !== undefined ? row.digest : key === undefined ? undefined : fingerprint(key)
    if (digest === undefined) left.withoutKey++
    else placed.push({ subject, kind: row.shared ?? (key?.length === 0 ? 'total' : 'key'), digest, states })
  }
  return { rows: placed, blocks }
}

/** The rows of a file for a server with the limits of a layout, `elapsedMs` after the export. */
export function toStoredRows(
  { header, rows }: CarryFile,
  layout: CounterLayout,
  elapsedMs: number,
  left: Left,
): readonly StoredRow[] {
  const indices = new Map(layout.subjects.map(({ identity }, index) => [identity, index]))
  const former = new Map(header.subjects.map((subject) => [subject.identity, subject]))
  return rows.flatMap((row): readonly StoredRow[] => {
    const passedMs = passed(row, elapsedMs)
    const from = specsOf(former.get(row.subject)!)
    const subject = indices.get(row.subject)
    const states = Object.entries(row.states).flatMap(([limit, state]) => {
      const later = aged(state, from.get(limit)!, passedMs)
      return later === undefined ? [] : [[limit, later] as const]
    })
    const blocked = Object.entries(row.blocked_ms ?? {}).flatMap(([limit, ms]) =>
      ms > passedMs ? [[limit, ms - passedMs] as const] : [],
    )
    if (states.length + blocked.length === 0) left.expired++
    else if (row.shared !== undefined) left.shared++
    else if (subject === undefined) left.otherLimits += states.length + blocked.length
    else {
      const key = row.key === undefined ? undefined : readKey(row.key)
      const digest = header.store === 'redis' ? row.digest : key === undefined ? undefined : keyDigest(key)
      if (digest === undefined) left.withoutKey++
      else return placedIn(layout.subjects[subject]!, { subject, digest, states, blocked, from }, left)
    }
    return []
  })
}

interface Placing {
  readonly subject: number
  readonly digest: string
  readonly states: readonly (readonly [string, CarriedState])[]
  readonly blocked: readonly (readonly [string, number])[]
  readonly from: ReadonlyMap<string, CounterSpec>
}

function placedIn(
  { counters }: SubjectSpec,
  { subject, digest, states, blocked, from }: Placing,
  left: Left,
): readonly StoredRow[] {
  const byLimit = new Map(states)
  const blocks = new Map(blocked)
  const kept = counters.map((spec) => {
    const state = byLimit.get(spec.identity)
    return state !== undefined && canCarry(state, from.get(spec.identity)!, spec) ? state : undefined
  })
  const blockedMs = counters.map(({ identity }) => blocks.get(identity) ?? 0)
  const carried = kept.filter((state) => state !== undefined).length + blockedMs.filter((ms) => ms > 0).length
  left.otherLimits += states.length + blocked.length - carried
  return carried === 0 ? [] : [{ subject, digest, states: kept, blockedMs, unknown: 0 }]
}

function specsOf({ counters }: SubjectSpec): ReadonlyMap<string, CounterSpec> {
  return new Map(counters.map((spec) => [spec.identity, spec]))
}

function aged(state: CarriedState | undefined, spec: CounterSpec, passedMs: number): CarriedState | undefined {
  return state === undefined ? undefined : ageState(state, spec, passedMs)
}

function passed({ later_ms: laterMs = 0 }: CarryRow, elapsedMs: number): number {
  return Math.max(0, Math.floor(elapsedMs) - laterMs)
}
