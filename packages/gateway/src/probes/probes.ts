import { randomBytes } from 'node:crypto'
import type { Awaitable } from '@tidegate/engine'
import type { Check, DoorName } from '../doors/door.ts'
import { createRecentEntries } from '../recent-entries.ts'

/** What the gateway does with a marked request: admit it, refuse it with this status, or break off the connection as if it were away. */
export type ProbeAction = 'pass' | 'away' | 403 | 410 | 429

/** A check of a marked request, as a door read it. */
export interface ProbeRecord {
  readonly door: DoorName
  readonly method: string
  readonly target: string
  readonly host?: string
  /** The address of the proxy's peer. */
  readonly peer?: string
  /** The client's address by the policy, if it is known. */
  readonly ip?: string
  readonly id?: string
}

/** The marked requests with which `tidegate doctor` proves a set-up from outside. */
export interface Probes {
  /** Creates a mark: requests with `X-Tidegate-Probe: MARK.ACTION` are recorded under it for a minute, and not decided by the policy. */
  readonly create: () => Awaitable<string>
  /** What was recorded under a mark; undefined if there is no such mark. */
  readonly find: (mark: string) => readonly ProbeRecord[] | undefined
  /** The mark and the action of a request, if it has a valid one. Constant time as long as no mark is in use. */
  readonly read: (rawHeaders: readonly string[]) => { readonly mark: string; readonly action: ProbeAction } | undefined
  readonly record: (mark: string, door: DoorName, check: Check, ip: string | undefined) => void
  /** Knows a mark that another process has created. */
  readonly adopt: (mark: string) => void
  /** Adds what another process has recorded. */
  readonly add: (mark: string, record: ProbeRecord) => void
}

const forMs = 60_000
const maxMarks = 100
const maxRecords = 50

/** The field of marked requests; like all `X-Tidegate-…` fields, it never reaches a policy. */
export const probeField = 'x-tidegate-probe'

const actions: ReadonlyMap<string, ProbeAction> = new Map<string, ProbeAction>([
  ['pass', 'pass'],
  ['away', 'away'],
  ['403', 403],
  ['410', 410],
  ['429', 429],
])

/**
 * Creates the table of marks. INVARIANT: only who can ask the admin listener gets a mark, and it cannot be guessed: otherwise, a client could mark its
 * requests and bypass the policy.
 */
export function createProbes(nowMs: () => number): Probes {
  const marks = createRecentEntries<ProbeRecord[]>({ forMs, capacity: maxMarks, nowMs })
  function add(mark: string, record: ProbeRecord): void {
    const records = marks.get(mark)
    if (records !== undefined && records.length < maxRecords) records.push(record)
  }

  return {
    create: () => {
      const mark = randomBytes(24).toString('base64url')
      marks.add(mark, [])
      return mark
    },
    find: marks.get,
    read: (rawHeaders) => {
      if (marks.size === 0) return undefined
      for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
        if (rawHeaders[i]!.toLowerCase() !== probeField) continue
        const [mark = '', word = ''] = rawHeaders[i + 1]!.split('.')
        const action = actions.get(word)
        return action === undefined || marks.get(mark) === undefined ? undefined : { mark, action }
      }
      return undefined
    },
    adopt: (mark) => marks.add(mark, []),
    add,
    record: (mark, door, { request, host, id }, ip) => {
      add(mark, {
        door,
        method: request.method,
        target: request.target,
        ...(host !== undefined && { host }),
        ...(request.peer !== undefined && { peer: request.peer }),
        ...(ip !== undefined && { ip }),
        ...(id !== undefined && { id }),
      })
    },
  }
}
