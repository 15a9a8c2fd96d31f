import { createMinuteRates } from './minute-rates.ts'

/** Requests to a path or folder that keep the server busy. */
export interface SlowPath {
  readonly source: string
  readonly requests: number
  /** Mean duration in milliseconds. */
  readonly meanMs: number
  /** The most requests of one address that were in progress at the same time. */
  readonly atOnce: number
}

/** Slow paths, and what they are compared with. */
export interface SlowFindings {
  /** Those that take a second or longer on average, the slowest first. */
  readonly paths: readonly SlowPath[]
  /** Mean duration of requests of less than a second, in milliseconds; 0 if there are none. */
  readonly otherMeanMs: number
  /** Requests of a second or longer per address and minute: 99.9 % of the minutes have at most this number. */
  readonly perMinute: number
}

/** Finds slow paths in requests whose durations are logged. */
export interface SlowPaths {
  readonly add: (client: string, path: string, startMs: number, lastsMs: number) => void
  readonly findings: () => SlowFindings
}

interface Own {
  requests: number
  totalMs: number
  atOnce: number
  /** Start and end of recent requests, by address. */
  readonly recent: Map<string, (readonly [number, number])[]>
}

const minMs = 1_000
const minRequests = 20
const maxPaths = 500
const maxClients = 2_000
const maxRecent = 64

/** Creates an empty search. Memory is bounded. */
export function createSlowPaths(): SlowPaths {
  const paths = new Map<string, Own>()
  const rates = createMinuteRates()
  let others = 0
  let othersMs = 0

  function add(client: string, path: string, startMs: number, lastsMs: number): void {
    if (lastsMs >= minMs) rates.add(client, startMs)
    else {
      others++
      othersMs += lastsMs
    }
    const key = folderOf(path)
    let own = paths.get(key)
    if (own === undefined) {
      if (lastsMs < minMs || paths.size >= maxPaths) return
      paths.set(key, (own = { requests: 0, totalMs: 0, atOnce: 0, recent: new Map() }))
    }
    own.requests++
    own.totalMs += lastsMs
    if (own.recent.size >= maxClients) own.recent.clear()
    const before = (own.recent.get(client) ?? []).slice(-maxRecent)
    // In progress when this one began; those that end later are not known yet.
    const running = before.filter(([from, until]) => from <= startMs && startMs < until).length + 1
    own.atOnce = Math.max(own.atOnce, running)
    before.push([startMs, startMs + lastsMs])
    own.recent.set(client, before)
  }

  return {
    add,
    findings: () => ({
      paths: [...paths]
        .map(([source, { requests, totalMs, atOnce }]) => ({ source, requests, meanMs: totalMs / requests, atOnce }))
        .filter(({ requests, meanMs }) => requests >= minRequests && meanMs >= minMs)
        .toSorted((x, y) => y.meanMs - x.meanMs)
        .slice(0, 5),
      otherMeanMs: others === 0 ? 0 : othersMs / others,
      perMinute: rates.rates()?.p999 ?? 0,
    }),
  }
}

/** Returns the first segment of a path, under which its variants are counted together. */
function folderOf(path: string): string {
  const end = path.indexOf('/', 1)
  return (end < 0 ? path : path.slice(0, end)).slice(0, 100)
}
