import { formatIp } from '@tidegate/values'
import type { logReading } from '../../config/log-reading.ts'
import type { Io } from '../../io.ts'
import { createHeavyHitters, createSequencer, createUnreadable, logSources, readLogs } from '@tidegate/access-logs'
import { createProgress } from '../../terminal/progress.ts'
import type { Finding } from './examine-headers.ts'
import { type Reach, reachReader } from './networks.ts'

/** What a log reveals about how client addresses are determined. */
export interface LogExamination {
  readonly requests: number
  /** Number of requests by the reach of the client's address. */
  readonly reaches: Readonly<Record<Reach, number>>
  readonly clients: readonly { readonly address: string; readonly requests: number; readonly reach: Reach }[]
  readonly findings: readonly Finding[]
}

const shownClients = 5

/** Examines the client addresses of a log, in bounded memory. Throws `CliError` if the log cannot be read. */
export async function examineLog(
  file: string,
  { formats, zone }: ReturnType<typeof logReading>,
  io: Io,
): Promise<LogExamination> {
  const reachOf = reachReader()
  const reaches: Record<Reach, number> = { public: 0, private: 0, loopback: 0, 'link-local': 0, shared: 0 }
  const hitters = createHeavyHitters(2_000, (key) => key)
  const byAddress = new Map<string, Reach>()
  let requests = 0
  const sequencer = createSequencer({
    windowMs: 0,
    maxWaiting: 1,
    take: ({ ip }) => {
      const reach = reachOf(ip)
      const address = formatIp(ip)
      requests += 1
      reaches[reach] += 1
      hitters.add(address)
      if (reach !== 'public' && byAddress.size < 10_000) byAddress.set(address, reach)
    },
  })
  const progress = createProgress(io)
  await readLogs({
    sources: await logSources([file], io),
    formats,
    zone,
    headers: new Set(),
    sequencer,
    unreadable: createUnreadable(),
    signal: io.signal,
    onProgress: ({ lines }) => progress.show(() => `${lines} lines`),
  })
  progress.end()
  const clients = hitters
    .top(shownClients)
    .map(({ key, count }) => ({ address: key, requests: count, reach: byAddress.get(key) ?? 'public' }))
  return { requests, reaches, clients, findings: findingsOf(requests, reaches, clients) }
}

function findingsOf(
  requests: number,
  reaches: LogExamination['reaches'],
  clients: LogExamination['clients'],
): readonly Finding[] {
  if (requests === 0)
    return [
      {
        message: 'the log contains no readable request',
        help: 'name another log, or give its format with --log-format',
      },
    ]
  const near = requests - reaches.public
  const [first] = clients
  const findings: Finding[] = []
  if (near / requests > 0.9 && first !== undefined) {
    findings.push({
      message: `${percent(near, requests)} of the requests come from addresses that are not public, most of them from ${first.address}: the log shows the proxy, not the client`,
      help: `write \`client ip from x-forwarded-for trusting ${first.reach === 'loopback' ? 'loopback' : first.address}\`, and make the server log the address that it determines`,
    })
  } else if (near / requests > 0.1 && first !== undefined && first.reach !== 'public') {
    findings.push({
      message: `${percent(near, requests)} of the requests come from addresses that are not public, most of them from ${first.address}`,
      help: 'these are health checks and your own machines, or requests through a proxy that is not trusted: examine one of them with --peer and --header',
    })
  } else if (first !== undefined && requests >= 1_000 && first.requests / requests > 0.5) {
    findings.push({
      message: `${percent(first.requests, requests)} of the requests come from ${first.address} alone`,
      help: 'if that is a CDN or a load balancer, trust it: `client ip from HEADER trusting RANGES`',
    })
  }
  return findings
}

function percent(part: number, whole: number): string {
  return `${Math.round((part / whole) * 100)} %`
}
