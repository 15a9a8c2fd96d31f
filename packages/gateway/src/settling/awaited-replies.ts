import type { Admission } from '@tidegate/engine'
import { createRecentEntries } from '../recent-entries.ts'

/** The parts of an admission that are called when the status of its reply arrives, which is the end of its request. */
export type AwaitedReply = Pick<Admission, 'settle' | 'end'>

/** The admitted requests whose replies or ends some limit waits for. */
export interface AwaitedReplies {
  /** WHY not the admission: it refers to the policy that was in force, which would be kept in memory until the last status of its time comes. */
  readonly add: (id: string, reply: AwaitedReply) => void
  /** Settles and ends the request with this id. A status that is none, such as 499 or 0, means that the client left before a reply. */
  readonly settle: (id: string, status: number) => void
  /** Settles and ends all for which no status came in time. Call it about once a second. */
  readonly expire: () => void
  /** Settles and ends all that still wait, as those for which no status came. */
  readonly end: () => void
  readonly stats: () => AwaitedStats
}

/** What has become of the awaited replies. */
export interface AwaitedStats {
  readonly waiting: number
  readonly settled: number
  /** Requests for which no status came in time: they are counted, as those of clients that left. */
  readonly lost: number
  /** Statuses for requests that no limit waits for. */
  readonly unknown: number
}

const forMs = 120_000
const capacity = 100_000

/**
 * Creates an empty table. INVARIANT: a request whose status never comes is counted: otherwise, a client that makes the proxy lose log lines would have
 * any number of tries. A request that holds places gives them back then, because a line that is lost must not cost its client the places for ever.
 */
export function createAwaitedReplies(nowMs: () => number): AwaitedReplies {
  let settled = 0
  let lost = 0
  let unknown = 0
  const waiting = createRecentEntries<AwaitedReply>({
    forMs,
    capacity,
    nowMs,
    onEnd: ({ settle, end }) => {
      lost++
      settle({})
      end()
    },
  })
  return {
    add: waiting.add,
    settle: (id, status) => {
      const reply = waiting.take(id)
      if (reply === undefined) {
        unknown++
        return
      }
      settled++
      reply.settle(isReply(status) ? { status } : {})
      reply.end()
    },
    expire: waiting.expire,
    end: waiting.clear,
    stats: () => ({ waiting: waiting.size, settled, lost, unknown }),
  }
}

/** nginx logs 499 if the client left, Caddy 0, HAProxy -1. */
function isReply(status: number): boolean {
  return status >= 100 && status <= 599 && status !== 499
}
