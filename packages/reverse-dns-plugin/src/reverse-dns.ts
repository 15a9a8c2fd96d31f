import { type AsyncFact, type DefinedPlugin, definePlugin, type FactAnswer, type FactInputs } from '@tidegate/engine'
import type { IpAddress } from '@tidegate/values'
import { confirmName, type DnsQueries } from './confirm-name.ts'
import { createDnsQueries } from './dns-queries.ts'
import { hostName, isBelow } from './host-name.ts'
import { createNameCache, type KnownName } from './name-cache.ts'

/** Which names are believed, and how the DNS is asked. */
export interface ReverseDnsOptions {
  /** Domains whose hosts are verified, such as `googlebot.com`, themselves included: `dns.verified`. Default none. */
  readonly domains?: readonly string[]
  /** Addresses of resolvers, with a port where it is not 53. Default: the system's. Their answers are believed: ask none over a network that is not yours. */
  readonly servers?: readonly string[]
  /** Requests that need a fact `wait` for it (under the gate's `factTimeoutMs`) or are decided with it `absent`. Default `wait`. */
  readonly whileUnknown?: 'wait' | 'absent'
  /** How long a look-up may take, all its questions together, in milliseconds. Default 2,000. */
  readonly timeoutMs?: number
  /** Addresses whose names are remembered. Default 10,000. */
  readonly cacheSize?: number
  /** Bounds of the time that the DNS says a name holds, in milliseconds. Default 60,000 (a minute) and 86,400,000 (a day). */
  readonly minTtlMs?: number
  readonly maxTtlMs?: number
  /** For how long it is remembered that an address has no confirmed name, in milliseconds. Default 600,000 (ten minutes). */
  readonly absentTtlMs?: number
  /** Look-ups at once, for each fact. Default 16. */
  readonly concurrency?: number
  /** Look-ups that wait for their turn. Default 256. */
  readonly queue?: number
  /** Look-ups begun in a second. Default 50. */
  readonly perSecond?: number
  /** Monotonic clock in milliseconds. Default `performance.now`. */
  readonly monotonicMs?: () => number
}

/** The plugin, its facts by name and type. */
export type ReverseDnsPlugin = DefinedPlugin<{
  readonly 'dns.name': AsyncFact<string> & { readonly type: 'text' }
  readonly 'dns.verified': AsyncFact<boolean> & { readonly type: 'flag' }
}>

/**
 * The plugin `reverse-dns`: `dns.name`, the forward-confirmed name of the client, and `dns.verified`, whether that lies in one of
 * `domains`. Absent while nothing is known. Asks nothing until a policy needs it. Throws a `TypeError` for a domain that is none, an
 * `Error` for a server that is none.
 */
export function reverseDns(options: ReverseDnsOptions = {}): ReverseDnsPlugin {
  const { whileUnknown = 'wait', timeoutMs = 2_000, concurrency = 16, queue = 256, perSecond = 50 } = options
  const { cacheSize = 10_000, minTtlMs = 60_000, maxTtlMs = 86_400_000, absentTtlMs = 600_000 } = options
  const monotonicMs = options.monotonicMs ?? (() => performance.now())
  const domains = (options.domains ?? []).map(domainOf)
  const queries: DnsQueries = createDnsQueries({
    ...(options.servers !== undefined && { servers: options.servers }),
    // Three questions in turn fit in most look-ups.
    timeoutMs: Math.max(50, Math.floor(timeoutMs / 3)),
    tries: 2,
  })
  const cache = createNameCache({ size: cacheSize, minTtlMs, maxTtlMs, absentTtlMs, monotonicMs })
  const bounds = { whileUnknown, timeoutMs, cacheSize, concurrency, queue, perSecond, absentTtlMs }

  function find(address: IpAddress): Promise<KnownName> {
    // WHY: a signal of its own, because whoever asked first may leave before others who wait for the same.
    return cache.get(address, () => confirmName(address, queries, domains, AbortSignal.timeout(timeoutMs)))
  }

  async function answer<V>(
    { address }: FactInputs,
    signal: AbortSignal,
    make: (name: string | undefined) => V | undefined,
  ): Promise<FactAnswer<V>> {
    const { name, holdsMs } = await untilAborted(signal, () => find(address))
    return { value: make(name), ttlMs: holdsMs }
  }

  return definePlugin({
    apiVersion: 1,
    name: 'reverse-dns',
    facts: {
      'dns.name': {
        type: 'text',
        ...bounds,
        resolve: (inputs: FactInputs, signal: AbortSignal) => answer(inputs, signal, (name) => name),
      },
      'dns.verified': {
        type: 'flag',
        ...bounds,
        resolve: (inputs: FactInputs, signal: AbortSignal) =>
          answer(inputs, signal, (name) => name !== undefined && isBelow(name, domains)),
      },
    },
  })
}

function domainOf(text: string): string {
  const domain = hostName(text.replace(/^\./, ''))
  if (domain === undefined) throw new TypeError(`reverseDns: \`${text}\` is no domain of two labels or more`)
  return domain
}

/** What the work gives, or a rejection as soon as the signal is aborted. */
async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const give = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)))
  signal.addEventListener('abort', give, { once: true })
  try {
    return await Promise.race([work(), promise])
  } finally {
    signal.removeEventListener('abort', give)
  }
}
