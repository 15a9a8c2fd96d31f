import { formatIp, formatPrefix, type IpAddress, networkOf } from '@tidegate/values'
import {
  type AgentKind,
  createAgentNamer,
  createHeavyHitters,
  type LogRecord,
  pathOfTarget,
} from '@tidegate/access-logs'
import { createMinuteRates, type Rates } from './minute-rates.ts'
import { createScanSigns, isHealthCheck, type ScanFindings } from './scan-signs.ts'
import { createSlowPaths, type SlowFindings } from './slow-paths.ts'
import { createProxySigns, type SuspectedProxy } from './proxy-signs.ts'

/** An agent that names itself, and the number of its requests. */
export interface AgentShare {
  readonly token: string
  readonly kind: AgentKind
  readonly requests: number
}

/** A client or network, and the number of its requests. */
export interface SourceShare {
  readonly source: string
  readonly requests: number
}

/** Properties of traffic that matter for limits and lists. */
export interface TrafficProfile {
  readonly requests: number
  readonly fromMs: number
  readonly toMs: number
  /** Requests per client (IPv6 by /64) and minute: of people and agents without a name, and of agents that declare themselves as bots. */
  readonly people: Rates | undefined
  readonly bots: Rates | undefined
  readonly kinds: Readonly<Record<AgentKind, number>>
  readonly agents: readonly AgentShare[]
  readonly networks: readonly SourceShare[]
  /** Addresses that are not those of single clients. They are not among those that probe, and those that are not public or trusted are not among the rates. */
  readonly proxies: readonly SuspectedProxy[]
  /** The number of requests for which the client was found in a header field, and the proxies that sent it. */
  readonly forwarded: { readonly header?: string; readonly requests: number; readonly proxies: readonly SourceShare[] }
  /** Clients whose requests were mostly refused or not found. */
  readonly probing: readonly (SourceShare & { readonly failed: number })[]
  /** Paths that often replied 401 or 403 to POST: probably login pages. */
  readonly logins: readonly (SourceShare & { readonly failed: number })[]
  /** First segments of paths of static files, such as `/static`. */
  readonly staticFolders: readonly SourceShare[]
  /** Pages that only scanners asked for; undefined if there are none. */
  readonly scanned: ScanFindings | undefined
  /** Paths of health checks. */
  readonly health: readonly SourceShare[]
  /** Paths that keep the server busy, if the log has durations. */
  readonly slow: SlowFindings
  /** The most refused POST requests to one of `logins` that one address sent in 15 minutes. */
  readonly loginsMost: number
  /** Whether a minute had more clients than are counted. */
  readonly overflowed: boolean
}

const places = 2_000
const shown = 20
const files = /\.(?:css|js|mjs|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|mp4|webm|pdf)$/i

/** Where the address of a request comes from, if it is not the one in the log, or not that of the client. */
export type Origin =
  /** A trusted proxy sent it. */
  | { readonly kind: 'forwarded-by'; readonly proxy: IpAddress }
  /** It is that of a trusted proxy that did not name the client, or not readably. */
  | { readonly kind: 'unknown' }

/** Creates a collector of a profile from requests in order of time; `header` names the clients. Memory is bounded. */
export function createTrafficProfile(header?: string): {
  readonly add: (record: LogRecord, timeMs: number, origin?: Origin) => void
  readonly profile: () => TrafficProfile
} {
  const people = createMinuteRates()
  const bots = createMinuteRates()
  // Those with addresses that are not public: clients only on a private network.
  const nearPeople = createMinuteRates()
  const nearBots = createMinuteRates()
  const signs = createProxySigns()
  const forwarders = createHeavyHitters(100, (key) => key)
  const own = (key: string): string => Buffer.from(key).toString()
  const hitters = (): ReturnType<typeof createHeavyHitters> => createHeavyHitters(places, own)
  const nameOf = createAgentNamer()
  const agents = hitters()
  const networks = hitters()
  const clients = hitters()
  const failures = hitters()
  const posts = hitters()
  const refusedPosts = hitters()
  const folders = hitters()
  const healthPaths = hitters()
  const scans = createScanSigns()
  const slow = createSlowPaths()
  const logins = createMinuteRates(900_000)
  const kinds: Record<AgentKind, number> = {
    monitor: 0,
    search: 0,
    ai: 0,
    seo: 0,
    tool: 0,
    bot: 0,
    person: 0,
    nameless: 0,
  }
  let requests = 0
  let forwarded = 0
  let fromMs = 0
  let toMs = 0

  function add(record: LogRecord, timeMs: number, origin?: Origin): void {
    const { ip, agent, method, target, status, user, lastsMs } = record
    if (requests === 0) fromMs = timeMs
    toMs = timeMs
    requests += 1
    const client = formatIp(ip)
    const isNear = signs.add(ip, client, agent, origin?.kind === 'unknown')
    if (origin?.kind === 'forwarded-by') {
      forwarded += 1
      forwarders.add(formatIp(origin.proxy))
    }
    const { kind, token } = nameOf(agent)
    kinds[kind] += 1
    if (token !== undefined) agents.add(`${kind} ${token}`)
    const path = pathOfTarget(target)
    const isInFolder = files.test(path) && path.includes('/', 1)
    if (isInFolder) folders.add(path.slice(0, path.indexOf('/', 1)))
    // WHY: a first policy limits neither folders of static files nor logged-in users, and their numbers would hide the others. Other
    // requests are counted as the limits count them: an IPv6 client by its /64, and every client that is not a bot as a person.
    const isHealth = isHealthCheck(path)
    if (isHealth) healthPaths.add(path)
    if (!isInFolder && user === undefined && kind !== 'monitor' && !isHealth) {
      const counted = ip.family === 4 ? client : formatIp(networkOf(ip, 32, 64))
      const isPerson = kind === 'person' || kind === 'nameless'
      const rates = isNear ? (isPerson ? nearPeople : nearBots) : isPerson ? people : bots
      rates.add(counted, timeMs)
    }
    networks.add(formatPrefix({ address: networkOf(ip, 24, 48), length: ip.family === 4 ? 24 : 48 }))
    clients.add(client)
    if (status === 404 || status === 403 || status === 400) failures.add(client)
    if (!isNear) {
      scans.add(client, path, status, timeMs)
      if (lastsMs !== undefined) slow.add(client, path, record.timeIsEnd ? timeMs - lastsMs : timeMs, lastsMs)
    }
    if (method === 'POST') {
      posts.add(path.slice(0, 200))
      if (status === 401 || status === 403) {
        refusedPosts.add(path.slice(0, 200))
        if (!isNear) logins.add(client, timeMs)
      }
    }
  }

  function profile(): TrafficProfile {
    const countOf = (of: ReturnType<typeof createHeavyHitters>): ReadonlyMap<string, number> =>
      new Map(of.top(places).map(({ key, count, error }) => [key, count - error]))
    const total = countOf(clients)
    const proxies = signs.proxies()
    const suspected = new Set(proxies.map(({ source }) => source))
    const isIntranet = proxies.every(({ reason }) => reason !== 'not-public' && reason !== 'trusted')
    const posted = countOf(posts)
    return {
      requests,
      fromMs,
      toMs,
      people: people.rates(isIntranet ? nearPeople : undefined),
      bots: bots.rates(isIntranet ? nearBots : undefined),
      kinds,
      agents: agents.top(shown).map(({ key, count }) => {
        const [kind, ...token] = key.split(' ')
        return { kind: kind as AgentKind, token: token.join(' '), requests: count }
      }),
      networks: sources(networks, shown),
      proxies: proxies.slice(0, shown),
      forwarded: { ...(header !== undefined && { header }), requests: forwarded, proxies: sources(forwarders, shown) },
      probing: failures
        .top(places)
        .flatMap(({ key, count, error }) => {
          const failed = count - error
          const all = total.get(key) ?? 0
          return !suspected.has(key) && failed >= 50 && failed / Math.max(all, failed) > 0.8
            ? [{ source: key, requests: Math.max(all, failed), failed }]
            : []
        })
        .slice(0, shown),
      logins: refusedPosts
        .top(places)
        .flatMap(({ key, count, error }) => {
          const failed = count - error
          return failed >= 10 && key.startsWith('/')
            ? [{ source: key, requests: Math.max(posted.get(key) ?? 0, failed), failed }]
            : []
        })
        .slice(0, 5),
      staticFolders: sources(folders, 5).filter((folder) => folder.requests / requests > 0.02),
      scanned: scans.findings(),
      health: sources(healthPaths, 5),
      slow: slow.findings(),
      loginsMost: logins.rates()?.most ?? 0,
      overflowed: people.overflowed() || bots.overflowed(),
    }
  }

  return { add, profile }
}

function sources(hitters: ReturnType<typeof createHeavyHitters>, count: number): readonly SourceShare[] {
  return hitters.top(count).map(({ key, count: requests }) => ({ source: key, requests }))
}
