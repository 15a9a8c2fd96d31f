import type { Decision, Outcome, Reason, RuleRef } from '../decision.ts'
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
  /** False in `observe` mode, where the request was admitted. */
  readonly enforced: boolean
  /** From the client, and truncated (marked by `…`): escape these before you display them. */
  readonly method: string
  /** The canonical path, or the target as received, without its query, if it has no canonical form. */
  readonly path: string
  /** The client address, if it is known. */
  readonly ip?: string
  readonly agent?: string
  /** Name and fingerprint of the policy that was in force. */
  readonly policy: Decision['policy']
}

/** The state of a limit at a refusal. */
export interface RefusingLimit {
  readonly count: number
  readonly periodMs: number
  /** Milliseconds until the next request would have been admitted. */
  readonly retryAfterMs: number
  /** Milliseconds until the full quota would have been available again. */
  readonly resetMs: number
}

/** The newest refusals of a gate. */
export interface Refusals {
  readonly add: (decision: Decision, request: GateRequest, atMs: number, enforced: boolean) => void
  /** Returns a refusal by its id; undefined if there was none with this id or newer ones have replaced it. Linear in the number kept. */
  readonly find: (id: string) => Refusal | undefined
}

// A record, in bytes:
//
//     0    5 doubles   time; count, period, delay and reset of the limit that refused (count 0: none)
//     40   16 bits     status
//     42   8 bits      1 if enforced
//     43   9 bytes     id
//     52   4 × 8 bits  lengths of the texts; the highest bit marks a truncated one
//     56   152 bytes   the texts, in UTF-8, one after another: method, address, path, agent
const recordBytes = 208
const statusAt = 40
const enforcedAt = 42
const idAt = 43
const idLength = 9
const lengthsAt = idAt + idLength
const textsAt = 56
/** Maximum lengths of the texts in bytes: method, address, path, agent. */
const maxBytes = [8, 39, 64, 40] as const
const isTruncated = 0x80

/** Records per block of memory. */
const blockRecords = 250

/** Parts of a record that are shared with the policy and are not copied. */
interface Shared {
  readonly outcome: Refusal['outcome']
  readonly reason: Reason
  readonly detail: string | undefined
  readonly rule: RuleRef | undefined
  readonly policy: Decision['policy']
}

/**
 * Creates a memory of the newest `capacity` refusals. Each takes 208 bytes of a fixed record and about 50 for references to its rule and policy. Memory
 * is allocated by blocks of 250 when refusals happen, and does not grow after that: 10,000 take 2.6 MB. No text of a client is kept alive.
 */
export function createRefusals(capacity: number): Refusals {
  const blocks: Uint8Array[] = []
  const shared: Shared[] = []
  const encoder = new TextEncoder()
  let count = 0

  function add(decision: Decision, request: GateRequest, atMs: number, enforced: boolean): void {
    const { outcome, reason, detail, rule, policy } = decision
    if (capacity === 0 || outcome === 'pass') return
    const slot = count % capacity
    count++
    shared[slot] = { outcome, reason, detail, rule, policy }
    const block = (blocks[Math.floor(slot / blockRecords)] ??= new Uint8Array(
      Math.min(blockRecords, capacity - slot) * recordBytes,
    ))
    const start = (slot % blockRecords) * recordBytes
    const view = new DataView(block.buffer, start, recordBytes)
    const limit = limitOf(decision)
    view.setFloat64(0, atMs)
    view.setFloat64(8, limit?.count ?? 0)
    view.setFloat64(16, limit?.periodMs ?? 0)
    view.setFloat64(24, limit?.retryAfterMs ?? 0)
    view.setFloat64(32, limit?.resetMs ?? 0)
    view.setUint16(statusAt, decision.status)
    view.setUint8(enforcedAt, enforced ? 1 : 0)
    for (let i = 0; i < idLength; i++) view.setUint8(idAt + i, decision.id.charCodeAt(i))
    const path = decision.path ?? request.target.split('?', 1)[0]!
    let at = start + textsAt
    for (const [index, text] of [request.method, decision.ip, path, agentOf(request)].entries()) {
      // WHY: cut first, so that the work does not depend on the length of what a client sends.
      const kept = text?.slice(0, maxBytes[index]!) ?? ''
      const { read, written } = encoder.encodeInto(kept, block.subarray(at, at + maxBytes[index]!))
      view.setUint8(lengthsAt + index, read < (text?.length ?? 0) ? written | isTruncated : written)
      at += written
    }
  }

  function find(id: string): Refusal | undefined {
    if (id.length !== idLength) return undefined
    for (let slot = 0; slot < shared.length; slot++) {
      const block = blocks[Math.floor(slot / blockRecords)]!
      const start = (slot % blockRecords) * recordBytes
      if (hasId(block, start + idAt, id)) return read(id, shared[slot]!, block, start)
    }
    return undefined
  }

  return { add, find }
}

function hasId(block: Uint8Array, at: number, id: string): boolean {
  for (let i = 0; i < idLength; i++) if (block[at + i] !== id.charCodeAt(i)) return false
  return true
}

function read(id: string, known: Shared, block: Uint8Array, start: number): Refusal {
  const { outcome, reason, detail, rule, policy } = known
  const view = new DataView(block.buffer, start, recordBytes)
  const count = view.getFloat64(8)
  const decoder = new TextDecoder()
  let at = start + textsAt
  const [method = '', ip = '', path = '', agent = ''] = maxBytes.map((_, index) => {
    const length = view.getUint8(lengthsAt + index)
    const bytes = block.subarray(at, at + (length & ~isTruncated))
    at += bytes.length
    return `${decoder.decode(bytes)}${(length & isTruncated) === 0 ? '' : '…'}`
  })
  return {
    id,
    atMs: view.getFloat64(0),
    outcome,
    reason,
    ...(detail !== undefined && { detail }),
    status: view.getUint16(statusAt),
    ...(rule !== undefined && { rule }),
    ...(count > 0 && {
      limit: {
        count,
        periodMs: view.getFloat64(16),
        retryAfterMs: view.getFloat64(24),
        resetMs: view.getFloat64(32),
      },
    }),
    enforced: view.getUint8(enforcedAt) === 1,
    method,
    path,
    ...(ip !== '' && { ip }),
    ...(agent !== '' && { agent }),
    policy,
  }
}

/** The limit that refused a request; of several, the one with the longest delay. */
function limitOf({ outcome, limits }: Decision): Decision['limits'][number] | undefined {
  if (outcome !== 'limit') return undefined
  const refusing = limits.filter(({ admitted }) => !admitted)
  return refusing.reduce<Decision['limits'][number] | undefined>(
    (longest, limit) => (longest !== undefined && longest.retryAfterMs >= limit.retryAfterMs ? longest : limit),
    undefined,
  )
}

function agentOf({ headers }: GateRequest): string | undefined {
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!
    if (name.length === 10 && name.toLowerCase() === 'user-agent') return headers[i + 1]
  }
  return undefined
}
