import { type IpAddress, parseIp, sameIp } from '@tidegate/values'
import { hostName, isBelow } from './host-name.ts'
import { reverseName } from './reverse-name.ts'

/** What is asked of the DNS: the records of a name, none where there are none. Rejects where it cannot be found out. */
export interface DnsQueries {
  readonly ptr: (name: string) => Promise<readonly string[]>
  readonly addresses: (name: string, family: 4 | 6) => Promise<readonly AddressRecord[]>
}

export interface AddressRecord {
  readonly address: string
  readonly ttlSeconds: number
}

/** A name of an address that was asked back, or that there is none. */
export interface ConfirmedName {
  readonly name: string | undefined
  /** For how long the DNS says that it holds; of a name that is not there, nothing is said. */
  readonly ttlSeconds: number | undefined
}

/** Names of one address that are asked back; who has the address may have written thousands. */
const maxNames = 4

const noName: ConfirmedName = { name: undefined, ttlSeconds: undefined }

/**
 * The name of an address, forward-confirmed (RFC 8499 §6): a PTR record of the address names it, and an A or AAAA record of the name
 * is the address. Names below `preferred` are asked first, then in alphabetical order, four at most, one after the other.
 *
 * Rejects where the DNS does not answer, unless a name has been confirmed before; a name that does not lead back is no failure.
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
