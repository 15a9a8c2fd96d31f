import type { FoundClient } from './found-client.ts'
import { formatIp } from '@tidegate/values'
import {
  copyString,
  createDistinctCount,
  createHeavyHitters,
  hashText,
  type HeavyHitters,
  type LogRecord,
  pathOfTarget,
} from '@tidegate/access-logs'

/** A line to show in the report. */
export interface Example {
  /** The index of its log. */
  readonly log: number
  readonly lineNumber: number
  readonly timeMs: number
  /** One character per octet. */
  readonly text: string
}

/** Statistics about requests with a common property, such as the rule that refuses them. Memory is bounded. */
export interface Tally {
  readonly add: (record: LogRecord, keys: TallyKeys) => void
  readonly count: () => number
  readonly clients: HeavyHitters
  readonly agents: HeavyHitters
  readonly paths: HeavyHitters
  /** Returns the number of distinct clients; it is exact as long as all of them have a place among the hitters. */
  readonly distinctClients: () => { readonly count: number; readonly exact: boolean }
  /** The number of replies by the first digit of their status; index 0 counts those without a status in the log. */
  readonly statuses: Uint32Array
  readonly examples: readonly Example[]
}

/** The keys under which a request is counted: computed once for all tallies. */
export interface TallyKeys {
  readonly client: string
  readonly clientHash: number
  readonly agent: string
  readonly agentHash: number
  readonly path: string
  readonly pathHash: number
}

/** The memory of a tally. */
export interface TallySize {
  /** The number of places for clients, for user agents and for paths, each. */
  readonly places: number
  readonly examples: number
}

const maxKeyLength = 200
const maxExampleLength = 1_000

/** The key of requests without a `User-Agent`; no client can send it. */
export const noAgent = '\u0000none'

/** The key of requests whose client is unknown. */
const unknownClient = 'unknown'

/** Creates an empty tally. */
export function createTally({ places, examples: maxExamples }: TallySize): Tally {
  const own = (key: string): string => copyString(key, maxKeyLength)
  // Formatted addresses are new strings, so they need no copy.
  const clients = createHeavyHitters(places, (key) => key)
  const agents = createHeavyHitters(places, own)
  const paths = createHeavyHitters(places, own)
  const distinct = createDistinctCount()
  const statuses = new Uint32Array(6)
  const examples: Example[] = []

  function add(record: LogRecord, keys: TallyKeys): void {
    clients.add(keys.client, keys.clientHash)
    distinct.add(keys.clientHash)
    agents.add(keys.agent, keys.agentHash)
    paths.add(keys.path, keys.pathHash)
    const hundreds = Math.floor(record.status / 100)
    statuses[hundreds <= 5 ? hundreds : 0]!++
    if (examples.length < maxExamples) examples.push(exampleOf(record))
  }

  function distinctClients(): { readonly count: number; readonly exact: boolean } {
    const exact = clients.distinct()
    return exact === undefined ? { count: distinct.estimate(), exact: false } : { count: exact, exact: true }
  }

  return { add, count: clients.total, clients, agents, paths, distinctClients, statuses, examples }
}

/** Returns the keys under which the request of a record is counted. */
export function keysOf({ ip, agent: sent, target }: LogRecord, found: FoundClient): TallyKeys {
  const known = typeof found === 'string' ? ip : found.kind === 'known' ? found.ip : undefined
  const client = known === undefined ? unknownClient : formatIp(known)
  const agent = cut(sent ?? noAgent)
  const path = cut(pathOfTarget(target))
  return {
    client,
    clientHash: hashText(client),
    agent,
    agentHash: hashText(agent),
    path,
    pathHash: hashText(path),
  }
}

/** Returns a copy of the record's line, to show it. */
export function exampleOf({ log, lineNumber, timeMs, text, start, end }: LogRecord): Example {
  return { log, lineNumber, timeMs, text: copyString(text.slice(start, end), maxExampleLength) }
}

/** Cuts a key. Keys are compared after cutting, so the rest makes no difference. */
function cut(key: string): string {
  return key.length > maxKeyLength ? `${key.slice(0, maxKeyLength - 1)}…` : key
}
