import { type AgentKind, createAgentNamer, createDistinctCount, type LogRecord } from '@tidegate/access-logs'

/** Who sent the requests of a log, as far as their agents say it, and what a policy refuses of each. */
export interface AudienceTally {
  /** `clientHash`: of a refused request. */
  readonly add: (record: LogRecord, refused: boolean, answeredWell: boolean, clientHash: number | undefined) => void
  /** Agents that name themselves: bots, programs and monitors. */
  readonly bots: Counted
  /** Agents that look like browsers. */
  readonly people: Counted
  /** Requests without an agent. */
  readonly nameless: Counted
  /** Number of addresses from which refused requests came that look like a person’s and were answered well. */
  readonly peopleRefused: () => { readonly count: number; readonly exact: boolean }
  /** Octets of replies: all, and those to requests that the policy refuses. `known` is the number of requests for which the log has them. */
  readonly bytes: { sent: number; refused: number; known: number }
  /** Requests by the token in the agent, those with the most first. */
  readonly names: () => readonly NamedAgent[]
}

/** Requests, and those that the policy refuses. */
export interface Counted {
  count: number
  refused: number
}

/** An agent that names itself. */
export interface NamedAgent extends Readonly<Counted> {
  readonly token: string
  readonly kind: AgentKind
}

const maxNames = 1_000
const maxClients = 10_000

/** Creates an empty tally. Memory is bounded: the first thousand names have counts of their own. */
export function createAudienceTally(): AudienceTally {
  const [bots, people, nameless] = [
    { count: 0, refused: 0 },
    { count: 0, refused: 0 },
    { count: 0, refused: 0 },
  ]
  const bytes = { sent: 0, refused: 0, known: 0 }
  const names = new Map<string, Counted & { readonly token: string; readonly kind: AgentKind }>()
  const clients = new Set<number>()
  const manyClients = createDistinctCount()
  const nameOf = createAgentNamer()

  function add(record: LogRecord, refused: boolean, answeredWell: boolean, clientHash: number | undefined): void {
    const { kind, token } = nameOf(record.agent)
    const group = kind === 'person' ? people : kind === 'nameless' ? nameless : bots
    group.count++
    if (refused) group.refused++
    if (record.bytes !== undefined) {
      bytes.known++
      bytes.sent += record.bytes
      if (refused) bytes.refused += record.bytes
    }
    if (token !== undefined) {
      let own = names.get(token)
      if (own === undefined && names.size < maxNames) names.set(token, (own = { token, kind, count: 0, refused: 0 }))
      if (own !== undefined) {
        own.count++
        if (refused) own.refused++
      }
    }
    if (!refused || !answeredWell || kind !== 'person' || clientHash === undefined) return
    manyClients.add(clientHash)
    if (clients.size <= maxClients) clients.add(clientHash)
  }

  return {
    add,
    bots,
    people,
    nameless,
    bytes,
    peopleRefused: () =>
      clients.size > maxClients
        ? { count: manyClients.estimate(), exact: false }
        : { count: clients.size, exact: true },
    names: () => [...names.values()].toSorted((x, y) => y.count - x.count),
  }
}
