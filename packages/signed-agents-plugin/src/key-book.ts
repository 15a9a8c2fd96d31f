import { type Directory, fetchDirectory, type FetchWorld } from './fetch-directory.ts'
import type { KeySet } from './key-set.ts'
import type { KnownKeys } from './verify-request.ts'

/** The keys of one agent, and where they are from. */
export interface AgentKeysState {
  /** The agent, such as `bot.example`. */
  readonly agent: string
  readonly source: 'file' | 'directory'
  /** The number of keys. */
  readonly keys: number
  /** When the directory was last fetched, in milliseconds since 1970; undefined for a file, and if it never was. */
  readonly fetchedAtMs: number | undefined
  /** Why the last fetch failed; undefined if it did not. The keys of the last successful one stay in use. */
  readonly fault: string | undefined
}

export interface KeyBookOptions {
  /** Keys that do not change, by agent. */
  readonly fixed: ReadonlyMap<string, KeySet>
  /** The agents whose directories are fetched. */
  readonly agents: readonly string[]
  readonly refreshMs: number
  readonly timeoutMs: number
  readonly onFault: (agent: string, error: Error) => void
  readonly world: FetchWorld
}

/** The keys of the agents that an operator has named. No request adds an agent or causes a fetch. */
export interface KeyBook extends KnownKeys {
  /** Fetches all directories now. Never rejects. */
  readonly refresh: () => Promise<void>
  readonly stats: () => readonly AgentKeysState[]
  /** Stops fetching; the keys stay in use. */
  readonly close: () => void
}

/** Bounds of the time between two fetches of a directory, whatever its server says. */
const minRefreshMs = 60_000
const maxRefreshMs = 86_400_000

interface Entry {
  keys: KeySet
  fetchedAtMs: number | undefined
  fault: string | undefined
  timer: NodeJS.Timeout | undefined
  pending: Promise<void> | undefined
}

/**
 * Creates the keys of these agents, and begins to fetch their directories. Each is fetched again when it is no longer fresh; if that fails, the
 * keys that are known stay in use, because an outage of a directory says nothing about its keys.
 */
export function createKeyBook(options: KeyBookOptions): KeyBook {
  const { fixed, agents, refreshMs, timeoutMs, onFault, world } = options
  const noKeys: KeySet = new Map()
  const entries = new Map(
    agents.map((agent): [string, Entry] => [
      agent,
      { keys: noKeys, fetchedAtMs: undefined, fault: undefined, timer: undefined, pending: undefined },
    ]),
  )
  const closed = new AbortController()

  function refreshOne(agent: string, entry: Entry): Promise<void> {
    entry.pending ??= fetchOne(agent, entry).finally(() => {
      entry.pending = undefined
    })
    return entry.pending
  }

  async function fetchOne(agent: string, entry: Entry): Promise<void> {
    clearTimeout(entry.timer)
    let nextMs = minRefreshMs
    try {
      const signal = AbortSignal.any([closed.signal, AbortSignal.timeout(timeoutMs)])
      const { keys, freshMs }: Directory = await fetchDirectory(agent, world, signal)
      if (closed.signal.aborted) return
      entry.keys = keys
      entry.fetchedAtMs = Date.now()
      entry.fault = undefined
      nextMs = freshMs ?? refreshMs
    } catch (error) {
      if (closed.signal.aborted) return
      const fault = error instanceof Error ? error : new Error(String(error))
      entry.fault = fault.message
      onFault(agent, fault)
    }
    schedule(agent, entry, Math.min(maxRefreshMs, Math.max(minRefreshMs, nextMs)))
  }

  function schedule(agent: string, entry: Entry, ms: number): void {
    if (closed.signal.aborted) return
    entry.timer = setTimeout(() => void refreshOne(agent, entry), ms)
    entry.timer.unref()
  }

  for (const [agent, entry] of entries) schedule(agent, entry, 0)

  const keysOf = (agent: string): KeySet => fixed.get(agent) ?? entries.get(agent)?.keys ?? noKeys
  const all = [...fixed.keys(), ...entries.keys()]

  return {
    of: (agent, id) => keysOf(agent).get(id),
    holderOf: (id) => {
      const holders = all.filter((agent) => keysOf(agent).has(id))
      return holders.length === 1 ? holders[0] : undefined
    },
    refresh: async () => {
      await Promise.all([...entries].map(([agent, entry]) => refreshOne(agent, entry)))
    },
    stats: () =>
      all.map((agent): AgentKeysState => {
        const entry = entries.get(agent)
        return {
          agent,
          source: entry === undefined ? 'file' : 'directory',
          keys: keysOf(agent).size,
          fetchedAtMs: entry?.fetchedAtMs,
          fault: entry?.fault,
        }
      }),
    close: () => {
      closed.abort()
      for (const { timer } of entries.values()) clearTimeout(timer)
    },
  }
}
