import type { IpAddress } from '@tidegate/values'
import { LRUCache } from 'lru-cache'
import { Reader, type Response } from 'maxmind'

/** A database in memory. */
export interface Database {
  /** The record of an address, which nobody may change; undefined where there is none. Throws where the file is damaged. */
  readonly find: (ip: string, address: IpAddress) => DatabaseRecord | undefined
  /** What it says it is: `GeoLite2-Country`. */
  readonly type: string
  /** When its data was made, in milliseconds since 1970. */
  readonly builtAtMs: number
}

/** What stands in a record: anything, until it is looked at. */
export type DatabaseRecord = Readonly<Record<string, unknown>>

/** Records that stay decoded. There are about as many countries, and the networks that most requests come from. */
const decodedRecords = 4096

/** Addresses that every database can be asked for without harm, before it is put to use. */
const probes = ['0.0.0.0', '127.0.0.1', '198.51.100.1', '255.255.255.255', '::', '::1', '2001:db8::1', 'ffff::ffff']

/**
 * The database that stands in these bytes. Throws an `Error` with words where they are none, are cut off (what describes a database
 * stands at its end) or cannot be read where they are tried.
 */
export function readDatabase(bytes: Buffer): Database {
  const cache = new LRUCache<string | number, object>({ max: decodedRecords })
  const reader = parse(bytes, {
    get: (key) => cache.get(key),
    set: (key, value: object) => void cache.set(key, value),
  })
  const { binaryFormatMajorVersion, searchTreeSize, nodeCount, ipVersion, databaseType, buildEpoch } = reader.metadata
  if (binaryFormatMajorVersion !== 2) throw new Error('it is of another version of the format than 2')
  if (!(ipVersion === 4 || ipVersion === 6) || typeof databaseType !== 'string') throw new Error(damaged)
  if (!(Number.isInteger(nodeCount) && nodeCount > 0 && searchTreeSize + 16 < bytes.length)) throw new Error(damaged)

  function find(ip: string, { family }: Pick<IpAddress, 'family'>): DatabaseRecord | undefined {
    // WHY: a tree of IPv4 addresses would be walked by the first 32 bits of any other address.
    if (family > ipVersion) return undefined
    const found: unknown = reader.get(ip)
    return typeof found === 'object' && found !== null ? (found as DatabaseRecord) : undefined
  }

  try {
    for (const ip of probes) find(ip, { family: ip.includes(':') ? 6 : 4 })
  } catch (error) {
    throw new Error(damaged, { cause: error })
  }
  return { find: remembering(find), type: databaseType, builtAtMs: buildEpoch.getTime() }
}

const damaged = 'it is no MaxMind database, or a damaged one'

type DecodedCache = NonNullable<NonNullable<ConstructorParameters<typeof Reader>[1]>['cache']>

function parse(bytes: Buffer, cache: DecodedCache): Reader<Response> {
  try {
    return new Reader(bytes, { cache })
  } catch (error) {
    throw new Error(damaged, { cause: error })
  }
}

/** Several facts are made of one record, one after the other. */
function remembering(find: Database['find']): Database['find'] {
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
