/** What a gateway in front of a site has passed on. */
export interface FrontCounts {
  /** Requests whose replies have not ended. */
  readonly inFlight: number
  /** Replies by class of status; `failed` if the site could not be reached or did not answer in time. */
  readonly replies: Readonly<Record<ReplyClass, number>>
}

/** A class of statuses, as `2xx`. `1xx` is a change of protocol that was not asked for. */
export type ReplyClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'failed'

/** Counts what is passed on. */
export interface FrontTally {
  readonly started: () => void
  readonly ended: () => void
  readonly replied: (status: number) => void
  readonly failed: () => void
  readonly counts: () => FrontCounts
}

const classes = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const

/** Creates an empty tally. */
export function createFrontTally(): FrontTally {
  const replies: Record<ReplyClass, number> = { '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0, failed: 0 }
  let inFlight = 0
  return {
    started: () => void inFlight++,
    ended: () => void inFlight--,
    replied: (status) => {
      const name = classes[Math.floor(status / 100) - 1]
      if (name !== undefined) replies[name]++
    },
    failed: () => void replies.failed++,
    counts: () => ({ inFlight, replies: { ...replies } }),
  }
}

/** The counts of several processes, added up. */
export function sumFronts(all: readonly FrontCounts[]): FrontCounts {
  const replies: Record<ReplyClass, number> = { '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0, failed: 0 }
  for (const counts of all) for (const name of [...classes, 'failed'] as const) replies[name] += counts.replies[name]
  return { inFlight: all.reduce((sum, { inFlight }) => sum + inFlight, 0), replies }
}
