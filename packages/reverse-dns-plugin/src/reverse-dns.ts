import {
  type AsyncFact,
  checkOptions,
  checkValues,
  type DefinedPlugin,
  definePlugin,
  type FactAnswer,
  type FactInputs,
  type ValueKind,
} from '@tidegate/engine'
import type { IpAddress } from '@tidegate/values'
import { confirmName, type DnsQueries } from './confirm-name.ts'
import { createDnsQueries } from './dns-queries.ts'
import { hostName, isBelow } from './host-name.ts'
import { createNameCache, type KnownName } from './name-cache.ts'

/** Which names count as verified, and how DNS queries are sent. */
export interface ReverseDnsOptions {
  /** Domains that count as verified, together with all hosts below them, such as `googlebot.com`. Default none. */
  readonly domains?: readonly string[]
  /** Addresses of resolvers, with a port if it is not 53. Default: those of the system. Their answers are trusted: reach them over your own network only. */
  readonly servers?: readonly string[]
  /** Whether requests that need a fact `wait` for it (at most the gate's `factTimeoutMs`) or are decided with it `absent`. Default `wait`. */
  readonly whileUnknown?: 'wait' | 'absent'
  /** How long a look-up may take with all its queries, in milliseconds. Default 2,000. */
  readonly timeoutMs?: number
  /** The number of addresses whose names are cached. Default 10,000. */
  readonly cacheSize?: number
  /** Bounds for the TTL from the DNS, in milliseconds. Default 60,000 (a minute) and 86,400,000 (a day). */
  readonly minTtlMs?: number
  readonly maxTtlMs?: number
  /** How long it is cached that an address has no confirmed name, in milliseconds. Default 600,000 (ten minutes). */
  readonly absentTtlMs?: number
  /** The maximum number of concurrent look-ups per fact. Default 16. */
  readonly concurrency?: number
  /** The maximum number of queued look-ups. Default 256. */
  readonly queue?: number
  /** The maximum number of look-ups started per second. Default 50. */
  readonly perSecond?: number
  /** Monotonic clock in milliseconds. Default `performance.now`. */
  readonly monotonicMs?: () => number
}

const kinds: Readonly<Record<keyof ReverseDnsOptions, readonly ValueKind[]>> = {
  domains: ['list'],
  servers: ['list'],
  whileUnknown: [['wait', 'absent']],
  timeoutMs: ['number'],
  cacheSize: ['number'],
  minTtlMs: ['number'],
  maxTtlMs: ['number'],
  absentTtlMs: ['number'],
  concurrency: ['number'],
  queue: ['number'],
  perSecond: ['number'],
  monotonicMs: ['function'],
}

/** The plugin, with its facts by name and type. */
export type ReverseDnsPlugin = DefinedPlugin<{
  readonly 'dns.name': AsyncFact<string> & { readonly type: 'text' }
  readonly 'dns.verified': AsyncFact<boolean> & { readonly type: 'flag' }
}>

/**
 * Creates the plugin `reverse-dns`: `dns.name` is the forward-confirmed name of the client, `dns.verified` whether it is in one of
 * `domains`. Both are absent as long as the answer is unknown. No query is sent until a policy needs one. Throws a `TypeError` for an
 * invalid domain, an `Error` for an invalid server address.
 */
export function reverseDns(options: ReverseDnsOptions = {}): ReverseDnsPlugin {
  checkOptions('reverseDns', options, Object.keys(kinds))
  checkValues('reverseDns', options, kinds)
  const { whileUnknown = 'wait', timeoutMs = 2_000, concurrency = 16, queue = 256, perSecond = 50 } = options
  const { cacheSize = 10_000, minTtlMs = 60_000, maxTtlMs = 86_400_000, absentTtlMs = 600_000 } = options
  const monotonicMs = options.monotonicMs ?? (() => performance.now())
  const domains = (options.domains ?? []).map(domainOf)
  const queries: DnsQueries = createDnsQueries({
    ...(options.servers !== undefined && { servers: options.servers }),
    // WHY: most look-ups need no more than three queries, one at a time.
    timeoutMs: Math.max(50, Math.floor(timeoutMs / 3)),
    tries: 2,
  })
  const cache = createNameCache({ size: cacheSize, minTtlMs, maxTtlMs, absentTtlMs, monotonicMs })
  const bounds = { whileUnknown, timeoutMs, cacheSize, concurrency, queue, perSecond, absentTtlMs }

  function find(address: IpAddress): Promise<KnownName> {
    // WHY: its own signal, because the first request may be aborted while others still wait for the same look-up.
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
  if (domain === undefined) {
    throw new TypeError(`reverseDns: \`${text}\` is not a valid domain: expected a name with two labels or more`)
  }
  return domain
}

/** Resolves with the result of the work; rejects as soon as the signal is aborted. */
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
