import { Resolver } from 'node:dns/promises'
import type { DnsQueries } from './confirm-name.ts'

/** How the DNS is asked. */
export interface DnsQueriesOptions {
  /** Addresses of resolvers, with a port where it is not 53: `192.0.2.53`, `[2001:db8::53]:5353`. Default: the system's. */
  readonly servers?: readonly string[]
  /** How long one resolver has for one question, in milliseconds. */
  readonly timeoutMs: number
  /** How often one question is asked. */
  readonly tries: number
}

/** Answers that say that there are no such records: known, and no failure. */
const nothingThere: readonly string[] = ['ENOTFOUND', 'ENODATA']

/**
 * Questions to the DNS by `node:dns`, which asks without holding up the event loop or its thread pool. Hosts files are not consulted.
 * Throws where a server is none.
 */
export function createDnsQueries({ servers, timeoutMs, tries }: DnsQueriesOptions): DnsQueries {
  const resolver = new Resolver({ timeout: timeoutMs, tries })
  if (servers !== undefined) resolver.setServers(servers)
  return {
    ptr: (name) => orNone(resolver.resolvePtr(name)),
    addresses: async (name, family) => {
      const records = await orNone(
        family === 4 ? resolver.resolve4(name, { ttl: true }) : resolver.resolve6(name, { ttl: true }),
      )
      return records.map(({ address, ttl }) => ({ address, ttlSeconds: ttl }))
    },
  }
}

async function orNone<T>(records: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await records
  } catch (error) {
    if (error instanceof Error && 'code' in error && nothingThere.includes(String(error.code))) return []
    throw error
  }
}
