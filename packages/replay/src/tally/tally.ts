import { formatIp } from '@tidegate/values'
import type { LogRecord } from '@tidegate/access-logs'
import { copyString } from '@tidegate/access-logs'
import { createDistinctCount } from '@tidegate/access-logs'
import { hashText } from '@tidegate/access-logs'
import { createHeavyHitters, type HeavyHitters } from '@tidegate/access-logs'

/** A line that is shown. */
export interface Example {
  /** Index of its log. */
  readonly log: number
  readonly lineNumber: number
  readonly timeMs: number
  /** As octets, one character each. */
  readonly text: string
}

/** What is kept of requests that have something in common, such as the rule that refuses them. Bounded, whatever they are. */
export interface Tally {
  readonly add: (record: LogRecord, keys: TallyKeys) => void
  readonly count: () => number
  readonly clients: HeavyHitters
  readonly agents: HeavyHitters
  readonly paths: HeavyHitters
  /** Different clients: exact while they all have a place among the hitters. */
  readonly distinctClients: () => { readonly count: number; readonly exact: boolean }
  /** How many replies there were by the hundreds of their status; index 0 is those whose status the log does not tell. */
  readonly statuses: Uint32Array
  readonly examples: readonly Example[]
}

/** By what a request is counted: worked out once, however many tallies it goes into. */
export interface TallyKeys {
  readonly client: string
  readonly clientHash: number
  readonly agent: string
  readonly agentHash: number
  readonly path: string
  readonly pathHash: number
}

/** How much a tally keeps. */
export interface TallySize {
  /** Places for clients, for agents and for paths. */
  readonly places: number
  readonly examples: number
}

const longestKey = 200
const longestExample = 1_000

/** What stands for requests without a User-Agent; no client can send it. */
export const noAgent = '\u0000none'

/** A tally of nothing yet. */
export function createTally({ places, examples: most }: TallySize): Tally {
  const own = (key: string): string => copyString(key, longestKey)
  // An address is a text of its own.
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
    if (examples.length < most) examples.push(exampleOf(record))
  }

  function distinctClients(): { readonly count: number; readonly exact: boolean } {
    const exact = clients.distinct()
    return exact === undefined ? { count: distinct.estimate(), exact: false } : { count: exact, exact: true }
  }

  return { add, count: clients.total, clients, agents, paths, distinctClients, statuses, examples }
}

/** By what the record's request is counted. */
export function keysOf({ ip, agent: sent, target }: LogRecord): TallyKeys {
  const client = formatIp(ip)
  const agent = cut(sent ?? noAgent)
  const path = cut(pathOf(target))
  return {
    client,
    clientHash: hashText(client),
    agent,
    agentHash: hashText(agent),
    path,
    pathHash: hashText(path),
  }
}

/** The record's line, to be shown. */
export function exampleOf({ log, lineNumber, timeMs, text, start, end }: LogRecord): Example {
  return { log, lineNumber, timeMs, text: copyString(text.slice(start, end), longestExample) }
}

/** Keys are compared as they are kept: what is cut off makes no difference. */
function cut(key: string): string {
  return key.length > longestKey ? `${key.slice(0, longestKey - 1)}…` : key
}

function pathOf(target: string): string {
  const mark = target.indexOf('?')
  return mark < 0 ? target : target.slice(0, mark)
}
