import { type IpAddress, parseIp, sameIp } from '@tidegate/values'
import { hostName, isBelow } from './host-name.ts'
import { reverseName } from './reverse-name.ts'

/** DNS queries for the records of a name; an empty list if there are none. They reject if the DNS does not answer. */
export interface DnsQueries {
  readonly ptr: (name: string) => Promise<readonly string[]>
  readonly addresses: (name: string, family: 4 | 6) => Promise<readonly AddressRecord[]>
}

export interface AddressRecord {
  readonly address: string
  readonly ttlSeconds: number
}

/** The confirmed name of an address, or undefined if there is none. */
export interface ConfirmedName {
  readonly name: string | undefined
  /** The TTL of the records in the DNS; undefined if there is no name. */
  readonly ttlSeconds: number | undefined
}

/** WHY: the owner of an address can publish thousands of names for it; only this many are resolved back. */
const maxNames = 4

const noName: ConfirmedName = { name: undefined, ttlSeconds: undefined }

/**
 * Returns the forward-confirmed name of an address (RFC 8499 §6): a PTR record of the address contains the name, and an A or AAAA record of
 * the name is the address. At most four names are resolved, one at a time: first those below `preferred`, then in alphabetical order.
 *
 * Rejects if the DNS does not answer, unless another name is confirmed; a name that does not resolve back to the address is not a failure.
 */
export async function confirmName(
  address: IpAddress,
  queries: DnsQueries,
  preferred: readonly string[],
  signal: AbortSignal,
): Promise<ConfirmedName> {
  const written = await queries.ptr(reverseName(address))
  let failure: unknown
  for (const name of candidates(written, preferred)) {
    signal.throwIfAborted()
    try {
      const records = await queries.addresses(name, address.family)
      const same = records.find((record) => isSame(record.address, address))
      if (same !== undefined) return { name, ttlSeconds: same.ttlSeconds }
    } catch (error) {
      failure ??= error
    }
  }
  if (failure !== undefined) throw failure
  return noName
}

function candidates(written: readonly string[], preferred: readonly string[]): readonly string[] {
  const names = new Set<string>()
  for (const text of written) {
    const name = hostName(text)
    if (name !== undefined) names.add(name)
  }
  const rank = (name: string): number => (isBelow(name, preferred) ? 0 : 1)
  return [...names].toSorted((x, y) => rank(x) - rank(y) || (x < y ? -1 : 1)).slice(0, maxNames)
}

function isSame(text: string, address: IpAddress): boolean {
  const parsed = parseIp(text)
  return parsed !== undefined && sameIp(parsed, address)
}
