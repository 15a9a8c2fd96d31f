import type { IpAddress } from '@tidegate/values'
import { LRUCache } from 'lru-cache'
import { Reader, type Response } from 'maxmind'

/** A database in memory. */
export interface Database {
  /** The record of an address, which callers must not modify; undefined if there is none. Throws if the file is damaged. */
  readonly find: (ip: string, address: IpAddress) => DatabaseRecord | undefined
  /** The type that its metadata states, such as `GeoLite2-Country`. */
  readonly type: string
  /** When its data was built, in milliseconds since 1970. */
  readonly builtAtMs: number
}

/** The content of a record, which has not been validated. */
export type DatabaseRecord = Readonly<Record<string, unknown>>

/** The number of decoded records in the cache: enough for all countries, and for the networks that most requests come from. */
const maxDecodedRecords = 4096

/** Addresses that are looked up in every database before it is used, to detect damage. */
const probes = ['0.0.0.0', '127.0.0.1', '198.51.100.1', '255.255.255.255', '::', '::1', '2001:db8::1', 'ffff::ffff']

/**
 * Parses a database. Throws an `Error` with an explanation if the bytes are not a database, are truncated (the metadata is at the end), or
 * if the test addresses cannot be looked up.
 */
export function readDatabase(bytes: Buffer): Database {
  const cache = new LRUCache<string | number, object>({ max: maxDecodedRecords })
  const reader = parse(bytes, {
    get: (key) => cache.get(key),
    set: (key, value: object) => void cache.set(key, value),
  })
  const { binaryFormatMajorVersion, searchTreeSize, nodeCount, ipVersion, databaseType, buildEpoch } = reader.metadata
  if (binaryFormatMajorVersion !== 2) throw new Error('unsupported version of the format: expected 2')
  if (!(ipVersion === 4 || ipVersion === 6) || typeof databaseType !== 'string') throw new Error(damaged)
  if (!(Number.isInteger(nodeCount) && nodeCount > 0 && searchTreeSize + 16 < bytes.length)) throw new Error(damaged)

  function find(ip: string, { family }: Pick<IpAddress, 'family'>): DatabaseRecord | undefined {
    // WHY: in a tree of IPv4 addresses, any other address would be looked up by its first 32 bits.
    if (family > ipVersion) return undefined
    const found: unknown = reader.get(ip)
    return typeof found === 'object' && found !== null ? (found as DatabaseRecord) : undefined
  }

  try {
    for (const ip of probes) find(ip, { family: ip.includes(':') ? 6 : 4 })
  } catch (error) {
    throw new Error(damaged, { cause: error })
  }
  return { find: cachingLast(find), type: databaseType, builtAtMs: buildEpoch.getTime() }
}

const damaged = 'not a MaxMind database, or damaged'

type DecodedCache = NonNullable<NonNullable<ConstructorParameters<typeof Reader>[1]>['cache']>

function parse(bytes: Buffer, cache: DecodedCache): Reader<Response> {
  try {
    return new Reader(bytes, { cache })
  } catch (error) {
    throw new Error(damaged, { cause: error })
  }
}

/** Caches the last record, because several facts are read from one record in succession. */
function cachingLast(find: Database['find']): Database['find'] {
  let last: string | undefined
  let record: DatabaseRecord | undefined
  return (ip, address) => {
    if (ip !== last) {
      last = undefined
      record = find(ip, address)
      last = ip
    }
    return record
  }
}
