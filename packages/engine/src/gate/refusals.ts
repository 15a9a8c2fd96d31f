import type { Decision, LimitState, Outcome, Reason, RuleRef } from '../decision.ts'
import type { GateRequest } from '../request.ts'

/** What a gate remembers of a refusal, so that it can be found by the id that the refused client was shown. */
export interface Refusal {
  readonly id: string
  /** Wall-clock time of the decision, in milliseconds since 1970. */
  readonly atMs: number
  readonly outcome: Exclude<Outcome, 'pass'>
  readonly reason: Reason
  readonly detail?: string
  readonly status: number
  /** The rule that refused; absent if the request was refused before any rule. */
  readonly rule?: RuleRef
  /** The state of the limit that refused, if one did: the one with the longest delay. */
  readonly limit?: RefusingLimit
  /**
   * The state of the limits that were checked, at that moment: those that refused first, then those with the least quota left, at most 8. Empty if the
   * request was refused before any limit.
   */
  readonly limits: readonly LimitState[]
  /** How many further limits were checked. */
  readonly moreLimits?: number
  /** False in `observe` mode, where the request was admitted. */
  readonly enforced: boolean
  /** From the client, and truncated (marked by `…`): escape these before you display them. */
  readonly method: string
  /** The canonical path, or the target as received, without its query, if it has no canonical form. */
  readonly path: string
  /** The client address, if it is known. */
  readonly ip?: string
  readonly agent?: string
  /** The Host field, or `:authority`, as received. */
  readonly host?: string
  /** The principal's id, if a user was logged in. */
  readonly user?: string
  /** Name and fingerprint of the policy that was in force. */
  readonly policy: Decision['policy']
}

/** The state of a limit at a refusal. */
export interface RefusingLimit {
  readonly count: number
  /** Absent for a limit on requests at once. */
  readonly periodMs?: number
  /** Milliseconds until the next request would have been admitted. */
  readonly retryAfterMs: number
  /** Present if the limit had been exceeded before, and blocked the client (`then block for`). */
  readonly blocked?: true
  /** Milliseconds until the full quota would have been available again. */
  readonly resetMs: number
}

/** The newest refusals of a gate. */
export interface Refusals {
  readonly add: (decision: Decision, request: GateRequest, atMs: number, enforced: boolean) => void
  /** Returns a refusal by its id; undefined if there was none with this id or newer ones have replaced it. Constant time. */
  readonly find: (id: string) => Refusal | undefined
  /** All that are remembered, the newest first; each is read when it is asked for. Those that are added meanwhile are left out. */
  readonly newest: () => Generator<Refusal, void>
}

// A record, in bytes:
//
//     0    5 doubles   time; count, period (0: none), delay and reset of the limit that refused (count 0: none)
//     40   16 bits     status
//     42   8 bits      sum of 1 if enforced, 2 if blocked
//     43   6 × 8 bits  lengths of the texts; the highest bit marks a truncated one
//     49   311 bytes   the texts, in UTF-8, one after another: method, address, path, agent, host, user
const recordBytes = 360
const statusAt = 40
const flagsAt = 42
const lengthsAt = 43
const textsAt = 49
/** Maximum lengths of the texts in bytes: method, address, path, agent, host, user. */
const maxBytes = [8, 39, 96, 80, 48, 40] as const
/** Maximum number of limits whose state is remembered. */
const maxLimits = 8
const isTruncated = 0x80
const isEnforced = 1
const isBlocked = 2

/** Records per block of memory. */
const blockRecords = 250

/** A block of records, as bytes and as doubles. */
interface Block {
  readonly bytes: Uint8Array
  readonly doubles: Float64Array
}

function createBlock(records: number): Block {
  const bytes = new Uint8Array(records * recordBytes)
  return { bytes, doubles: new Float64Array(bytes.buffer) }
}

const decoder = new TextDecoder()

/** Parts of a record that are shared with the policy or the decision and are not copied; none of them is a text of a client. */
interface Shared {
  readonly id: string
  readonly limits: readonly LimitState[]
  readonly moreLimits: number
  readonly outcome: Refusal['outcome']
  readonly reason: Reason
  readonly detail: string | undefined
  readonly rule: RuleRef | undefined
  readonly policy: Decision['policy']
}

/**
 * Creates a memory of the newest `capacity` refusals. Each takes 360 bytes of a fixed record, about 150 for its id and references to its rule and policy, and
 * about 150 for each limit that was checked. Memory is allocated by blocks of 250 when refusals happen, and does not grow after that: 10,000 take 5 to 8 MB,
 * and never more than 17 MB. No text of a client is kept alive.
 */
export function createRefusals(capacity: number): Refusals {
  const blocks: Block[] = []
  const shared: Shared[] = []
  const encoder = new TextEncoder()
  let count = 0

  function add(decision: Decision, request: GateRequest, atMs: number, enforced: boolean): void {
    const { outcome, reason, detail, rule, policy } = decision
    if (capacity === 0 || outcome === 'pass') return
    const slot = count % capacity
    count++
    const limits = tightestOf(decision.limits)
    shared[slot] = {
      id: decision.id,
      outcome,
      reason,
      detail,
      rule,
      policy,
      limits,
      moreLimits: decision.limits.length - limits.length,
    }
    const { bytes, doubles } = (blocks[Math.floor(slot / blockRecords)] ??= createBlock(
      Math.min(blockRecords, capacity - slot),
    ))
    const start = (slot % blockRecords) * recordBytes
    const limit = limitOf(decision)
    const time = start / 8
    doubles[time] = atMs
    doubles[time + 1] = limit?.count ?? 0
    doubles[time + 2] = limit?.periodMs ?? 0
    doubles[time + 3] = limit?.retryAfterMs ?? 0
    doubles[time + 4] = limit?.resetMs ?? 0
    bytes[start + statusAt] = decision.status >>> 8
    bytes[start + statusAt + 1] = decision.status
    bytes[start + flagsAt] = (enforced ? isEnforced : 0) | (limit?.blocked === true ? isBlocked : 0)
    const path = decision.path ?? request.target.split('?', 1)[0]!
    const user = request.user === undefined || request.user === null ? undefined : String(request.user)
    const fields = [fieldOf(request, 'user-agent'), fieldOf(request, 'host') ?? fieldOf(request, ':authority')] as const
    let at = start + textsAt
    const texts = [request.method, decision.ip, path, ...fields, user]
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i] ?? ''
      const { read, written } = writeText(text, bytes, at, maxBytes[i]!)
      bytes[start + lengthsAt + i] = read < text.length ? written | isTruncated : written
      at += written
    }
  }

  /** Writes as much of a text in UTF-8 as has room in `most` bytes, in time that does not depend on the length of the text. */
  function writeText(text: string, bytes: Uint8Array, at: number, most: number): { read: number; written: number } {
    const end = Math.min(text.length, most)
    for (let i = 0; i < end; i++) {
      const code = text.charCodeAt(i)
      if (code >= 0x80) return encoder.encodeInto(text.slice(0, most), bytes.subarray(at, at + most))
      bytes[at + i] = code
    }
    return { read: end, written: end }
  }

  function readAt(slot: number): Refusal {
    return read(shared[slot]!, blocks[Math.floor(slot / blockRecords)]!, (slot % blockRecords) * recordBytes)
  }

  function find(id: string): Refusal | undefined {
    // WHY no index: it would cost each refusal as much as remembering everything else, and few are ever looked for.
    for (let age = 1; age <= Math.min(count, capacity); age++) {
      const slot = (count - age) % capacity
      if (shared[slot]!.id === id) return readAt(slot)
    }
    return undefined
  }

  function* newest(): Generator<Refusal, void> {
    const last = count
    for (let i = last - 1; i >= 0 && i >= count - capacity; i--) yield readAt(i % capacity)
  }

  return { add, find, newest }
}

/** The limits whose state is remembered: all of them, or, of many, those that refused and those with the least left. */
function tightestOf(limits: readonly LimitState[]): readonly LimitState[] {
  const order = (a: LimitState, b: LimitState): number =>
    Number(a.admitted) - Number(b.admitted) || a.remaining / a.count - b.remaining / b.count
  return limits.length < 2 ? limits : limits.toSorted(order).slice(0, maxLimits)
}

function read(known: Shared, { bytes, doubles }: Block, start: number): Refusal {
  const { id, outcome, reason, detail, rule, policy, limits, moreLimits } = known
  const time = start / 8
  const count = doubles[time + 1]!
  const periodMs = doubles[time + 2]!
  const flags = bytes[start + flagsAt]!
  let at = start + textsAt
  const [method = '', ip = '', path = '', agent = '', host = '', user = ''] = maxBytes.map((_, index) => {
    const length = bytes[start + lengthsAt + index]!
    const text = bytes.subarray(at, at + (length & ~isTruncated))
    at += text.length
    return `${decoder.decode(text)}${(length & isTruncated) === 0 ? '' : '…'}`
  })
  return {
    id,
    atMs: doubles[time]!,
    outcome,
    reason,
    ...(detail !== undefined && { detail }),
    status: (bytes[start + statusAt]! << 8) | bytes[start + statusAt + 1]!,
    ...(rule !== undefined && { rule }),
    ...(count > 0 && {
      limit: {
        count,
        ...(periodMs > 0 && { periodMs }),
        retryAfterMs: doubles[time + 3]!,
        resetMs: doubles[time + 4]!,
        ...((flags & isBlocked) !== 0 && { blocked: true }),
      },
    }),
    limits,
    ...(moreLimits > 0 && { moreLimits }),
    enforced: (flags & isEnforced) !== 0,
    method,
    path,
    ...(ip !== '' && { ip }),
    ...(agent !== '' && { agent }),
    ...(host !== '' && { host }),
    ...(user !== '' && { user }),
    policy,
  }
}

/** The limit that refused a request; of several, the one with the longest delay. */
function limitOf({ outcome, limits }: Decision): LimitState | undefined {
  if (outcome !== 'limit') return undefined
  let longest: LimitState | undefined
  for (const limit of limits)
    if (!limit.admitted && (longest === undefined || limit.retryAfterMs > longest.retryAfterMs)) longest = limit
  return longest
}

function fieldOf({ headers }: GateRequest, wanted: string): string | undefined {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    if (name.length === wanted.length && name.toLowerCase() === wanted) return headers[i + 1]
  }
  return undefined
}
