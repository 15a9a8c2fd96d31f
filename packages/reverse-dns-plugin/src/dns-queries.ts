import { Resolver } from 'node:dns/promises'
import type { DnsQueries } from './confirm-name.ts'

/** How DNS queries are sent. */
export interface DnsQueriesOptions {
  /** Addresses of resolvers, with a port if it is not 53: `192.0.2.53`, `[2001:db8::53]:5353`. Default: those of the system. */
  readonly servers?: readonly string[]
  /** How long one resolver may take to answer one query, in milliseconds. */
  readonly timeoutMs: number
  /** How often one query is sent. */
  readonly tries: number
}

/** Error codes that mean that there are no such records, which is a valid answer. */
const noRecordCodes: readonly string[] = ['ENOTFOUND', 'ENODATA']

/**
 * DNS queries by the resolver of `node:dns`, which blocks neither the event loop nor its thread pool. Hosts files are not consulted. Throws
 * if one of `servers` is not an address.
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
    if (error instanceof Error && 'code' in error && noRecordCodes.includes(String(error.code))) return []
    throw error
  }
}
