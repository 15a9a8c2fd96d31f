import { emptyIpSet, type IpSet, IpSetBuilder, parseIpEntry, subtractIpSet, unionIpSets } from '@tidegate/values'
import type { Span } from '../../source.ts'
import type { AddressEntry, AddressSet } from '../../syntax/ast.ts'
import type { Checking } from '../checking.ts'
import type { Declared } from '../declared.ts'
import type { Unit } from '../unit.ts'
import { readAddressEntry } from './read-address-entry.ts'
import { withoutCycles } from './without-cycles.ts'

/** What an address set holds, as a whole and entry by entry. Entries that could not be read are missing, and reported. */
export interface ResolvedAddresses {
  readonly set: IpSet
  readonly parts: readonly AddressPart[]
  readonly except: readonly AddressPart[]
}

/** One entry of an address set. */
export interface AddressPart {
  readonly kind: AddressEntry['kind']
  readonly span: Span
  /** The entry as it was written. */
  readonly text: string
  readonly set: IpSet
  /** For a prefix with host bits set: the prefix as it should be written. */
  readonly network?: string
}

const nothing: ResolvedAddresses = { set: emptyIpSet(), parts: [], except: [] }

type DeclaredList = Extract<Declared, { kind: 'list' }>

/** What a declared list holds. `span` is where its name is used: a list that needs itself is reported there. */
export function resolveList(checking: Checking, list: DeclaredList, span: Span): ResolvedAddresses {
  return withoutCycles(
    checking,
    list,
    span,
    () =>
      list.origin.kind === 'written'
        ? resolveAddresses(checking, list.unit, list.origin.set)
        : resolveImported(checking, list, span),
    nothing,
  )
}

/** What an address set holds that stands in a file. */
export function resolveAddresses(checking: Checking, unit: Unit, set: AddressSet): ResolvedAddresses {
  const known = checking.resolved.addresses.get(set)
  if (known !== undefined) return known
  const parts = set.entries.map((entry) => readAddressEntry(checking, unit, entry)).filter(isThere)
  const except = set.except.map((entry) => readAddressEntry(checking, unit, entry)).filter(isThere)
  const all = unionOf(parts)
  const resolved = { set: except.length === 0 ? all : subtractIpSet(all, unionOf(except)), parts, except }
  checking.resolved.addresses.set(set, resolved)
  return resolved
}

function resolveImported(checking: Checking, list: DeclaredList, span: Span): ResolvedAddresses {
  const known = checking.resolved.addresses.get(list)
  if (known !== undefined || list.origin.kind !== 'imported') return known ?? nothing
  const builder = new IpSetBuilder()
  for (const text of list.origin.entries) {
    const entry = parseIpEntry(text)
    if (entry.kind === 'address') builder.addIp(entry.address)
    else if (entry.kind === 'prefix') builder.addPrefix(entry.prefix)
    else if (entry.kind === 'range') builder.addRange(entry.range)
    else checking.report.add('TG209', list.span, `the import holds no address: ${entry.reason}`)
  }
  const { except } = list.origin
  const all = builder.build()
  const set = except?.kind === 'list' ? subtractIpSet(all, resolveList(checking, except, span).set) : all
  const resolved = { set, parts: [], except: [] }
  checking.resolved.addresses.set(list, resolved)
  return resolved
}

function unionOf(parts: readonly AddressPart[]): IpSet {
  const [first] = parts
  return parts.length === 1 && first !== undefined ? first.set : unionIpSets(...parts.map(({ set }) => set))
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined
}
