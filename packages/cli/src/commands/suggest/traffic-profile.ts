import { formatIp, formatPrefix, networkOf } from '@tidegate/values'
import { createHeavyHitters, type LogRecord, pathOfTarget } from '@tidegate/access-logs'
import { type AgentKind, nameAgent } from './agent-token.ts'
import { createMinuteRates, type Rates } from './minute-rates.ts'

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
  /** Clients whose requests were mostly refused or not found. */
  readonly probing: readonly (SourceShare & { readonly failed: number })[]
  /** Paths that often replied 401 or 403 to POST: probably login pages. */
  readonly logins: readonly (SourceShare & { readonly failed: number })[]
  /** First segments of paths of static files, such as `/static`. */
  readonly staticFolders: readonly SourceShare[]
  /** Whether a minute had more clients than are counted. */
  readonly overflowed: boolean
}

const places = 2_000
const shown = 20
const files = /\.(?:css|js|mjs|map|png|jpe?g|gif|svg|webp|avif|ico|woff2?|ttf|mp4|webm|pdf)$/i

/** Creates a collector of a profile from requests in order of time. Memory is bounded. */
export function createTrafficProfile(): {
  readonly add: (record: LogRecord, timeMs: number) => void
  readonly profile: () => TrafficProfile
} {
  const people = createMinuteRates()
  const bots = createMinuteRates()
  const own = (key: string): string => Buffer.from(key).toString()
  const hitters = (): ReturnType<typeof createHeavyHitters> => createHeavyHitters(places, own)
  const agents = hitters()
  const networks = hitters()
  const clients = hitters()
  const failures = hitters()
  const posts = hitters()
  const refusedPosts = hitters()
  const folders = hitters()
  const kinds: Record<AgentKind, number> = { search: 0, ai: 0, seo: 0, tool: 0, bot: 0, person: 0, nameless: 0 }
  let requests = 0
  let fromMs = 0
  let toMs = 0

  function add({ ip, agent, method, target, status, user }: LogRecord, timeMs: number): void {
    if (requests === 0) fromMs = timeMs
    toMs = timeMs
    requests += 1
    const client = formatIp(ip)
    const { kind, token } = nameAgent(agent)
    kinds[kind] += 1
    if (token !== undefined) agents.add(`${kind} ${token}`)
    const path = pathOfTarget(target)
    const isInFolder = files.test(path) && path.includes('/', 1)
    if (isInFolder) folders.add(path.slice(0, path.indexOf('/', 1)))
    // WHY: a first policy limits neither folders of static files nor logged-in users, and their numbers would hide the others. Other
    // requests are counted as the limits count them: an IPv6 client by its /64, and every client that is not a bot as a person.
    if (!isInFolder && user === undefined) {
      const counted = ip.family === 4 ? client : formatIp(networkOf(ip, 32, 64))
      ;(kind === 'person' || kind === 'nameless' ? people : bots).add(counted, timeMs)
    }
    networks.add(formatPrefix({ address: networkOf(ip, 24, 48), length: ip.family === 4 ? 24 : 48 }))
    clients.add(client)
    if (status === 404 || status === 403 || status === 400) failures.add(client)
    if (method === 'POST') {
      posts.add(path.slice(0, 200))
      if (status === 401 || status === 403) refusedPosts.add(path.slice(0, 200))
    }
  }

  function profile(): TrafficProfile {
    const countOf = (of: ReturnType<typeof createHeavyHitters>): ReadonlyMap<string, number> =>
      new Map(of.top(places).map(({ key, count, error }) => [key, count - error]))
    const total = countOf(clients)
    const posted = countOf(posts)
    return {
      requests,
      fromMs,
      toMs,
      people: people.rates(),
      bots: bots.rates(),
      kinds,
      agents: agents.top(shown).map(({ key, count }) => {
        const [kind, ...token] = key.split(' ')
        return { kind: kind as AgentKind, token: token.join(' '), requests: count }
      }),
      networks: sources(networks, shown),
      probing: failures
        .top(places)
        .flatMap(({ key, count, error }) => {
          const failed = count - error
          const all = total.get(key) ?? 0
          return failed >= 50 && failed / Math.max(all, failed) > 0.8
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
      overflowed: people.overflowed() || bots.overflowed(),
    }
  }

  return { add, profile }
}

function sources(hitters: ReturnType<typeof createHeavyHitters>, count: number): readonly SourceShare[] {
  return hitters.top(count).map(({ key, count: requests }) => ({ source: key, requests }))
}
