import type { Span } from '@tidegate/model'
import { type IpSet, IpSetBuilder } from '@tidegate/values'
import type { AddressEntry } from '../../syntax/ast/sets.ts'
import type { BroadEntry } from './broad-entries.ts'

/** The content of an address set, as a whole and entry by entry. Entries that could not be read are reported and left out. */
export interface ResolvedAddresses {
  readonly set: IpSet
  readonly parts: readonly AddressPart[]
  readonly except: readonly AddressPart[]
}

/** One entry of an address set. */
export interface AddressPart {
  readonly kind: AddressEntry['kind']
  readonly span: Span
  /** The entry as written. */
  readonly text: string
  readonly set: IpSet
  /** For a prefix with host bits set: the prefix as it should be written. */
  readonly network?: string
  /** The entry itself, or entries of its file, that cover a large part of the internet. */
  readonly broad?: readonly BroadEntry[]
}

/** Returns the union of the addresses of all entries. Linear. */
export function unionOfParts(parts: readonly AddressPart[]): IpSet {
  const [first] = parts
  if (parts.length === 1 && first !== undefined) return first.set
  const builder = new IpSetBuilder()
  for (const { set } of parts) builder.addSet(set)
  return builder.build()
}
