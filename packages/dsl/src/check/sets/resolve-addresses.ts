import type { Span } from '@tidegate/model'
import { emptyIpSet, IpSetBuilder, namedNetwork, parseIpEntry, subtractIpSet } from '@tidegate/values'
import type { Name } from '../../syntax/ast/leaves.ts'
import type { AddressEntry, AddressSet } from '../../syntax/ast/sets.ts'
import type { Checking } from '../checking.ts'
import type { Declared } from '../declared.ts'
import { lookUp, peek } from '../scope.ts'
import type { Unit } from '../unit.ts'
import { broadAmong, isBroad } from './broad-entries.ts'
import { readListEntry } from './read-list-entry.ts'
import { readSourceEntry } from './read-source-entry.ts'
import { readWrittenAddress } from './read-written-address.ts'
import { type AddressPart, type ResolvedAddresses, unionOfParts } from './resolved-addresses.ts'
import { spendCopies } from './spend-addresses.ts'
import { withoutCycles } from './without-cycles.ts'

const empty: ResolvedAddresses = { set: emptyIpSet(), parts: [], except: [] }

type DeclaredList = Extract<Declared, { kind: 'list' }>

/** Returns the content of a declared list. `span` is where its name is used: a circular list is reported there. */
export function resolveList(checking: Checking, list: DeclaredList, span: Span): ResolvedAddresses {
  return withoutCycles(
    checking,
    list,
    span,
    () =>
      list.origin.kind === 'written'
        ? resolveAddresses(checking, list.unit, list.origin.set)
        : resolveImported(checking, list, span),
    empty,
  )
}

/** Returns the content of an address set of a file. */
export function resolveAddresses(checking: Checking, unit: Unit, set: AddressSet): ResolvedAddresses {
  const known = checking.resolved.addresses.get(set)
  if (known !== undefined) return known
  const parts = set.entries.map((entry) => readEntry(checking, unit, entry)).filter(isDefined)
  const except = set.except.map((entry) => readEntry(checking, unit, entry)).filter(isDefined)
  const copied = [...parts, ...except].filter(({ kind }) => kind === 'name')
  const isCombined = parts.length + except.length > 1
  if (isCombined && !copied.every((part) => spendCopies(checking, part.set, part.span))) return empty
  const all = unionOfParts(parts)
  const resolved = { set: except.length === 0 ? all : subtractIpSet(all, unionOfParts(except)), parts, except }
  checking.resolved.addresses.set(set, resolved)
  return resolved
}

function resolveImported(checking: Checking, list: DeclaredList, span: Span): ResolvedAddresses {
  const known = checking.resolved.addresses.get(list)
  if (known !== undefined || list.origin.kind !== 'imported') return known ?? empty
  const builder = new IpSetBuilder()
  for (const text of list.origin.entries) {
    const entry = parseIpEntry(text)
    if (entry.kind === 'address') builder.addIp(entry.address)
    else if (entry.kind === 'prefix') builder.addPrefix(entry.prefix)
    else if (entry.kind === 'range') builder.addRange(entry.range)
    else checking.report.add('TG209', list.span, `the imported file contains an invalid address: ${entry.reason}`)
  }
  const { except } = list.origin
  const all = builder.build()
  const set = except?.kind === 'list' ? subtractIpSet(all, resolveList(checking, except, span).set) : all
  const broad = isBroad(set) ? broadAmong(list.origin.entries, list.span) : []
  const parts = broad.map((entry): AddressPart => ({ kind: 'address', ...entry, broad: [entry] }))
  const resolved = { set, parts, except: [] }
  checking.resolved.addresses.set(list, resolved)
  return resolved
}

type Reader<K extends AddressEntry['kind']> = (
  checking: Checking,
  unit: Unit,
  entry: Extract<AddressEntry, { kind: K }>,
) => AddressPart | undefined

const readers: { readonly [K in AddressEntry['kind']]: Reader<K> } = {
  address: (checking, _unit, { text, span }) => readWrittenAddress(checking, 'address', text, span),
  range: (checking, _unit, { first, last, span }) =>
    readWrittenAddress(checking, 'range', `${first.text} - ${last.text}`, span),
  name: (checking, unit, { name }) => readName(checking, unit, name),
  file: readListEntry,
  source: readSourceEntry,
}

/** Returns the content of one entry of an address set, or undefined, after a report, if it cannot be read. */
function readEntry<K extends AddressEntry['kind']>(
  checking: Checking,
  unit: Unit,
  entry: Extract<AddressEntry, { kind: K }>,
): AddressPart | undefined {
  const read: Reader<K> = readers[entry.kind as K]
  return read(checking, unit, entry)
}

function readName(checking: Checking, unit: Unit, name: Name): AddressPart | undefined {
  const builtIn = namedNetwork(name.text)
  if (builtIn !== undefined) return { kind: 'name', span: name.span, text: name.text, set: builtIn }
  const [found] = peek(checking, unit, name.text)
  if (found?.kind === 'fact') {
    checking.used.add(found)
    checking.report.add(
      'TG229',
      name.span,
      `\`${name.text}\` is known only when a request arrives, so a declared set cannot contain it`,
      {
        help: `test the fact in the rules that need it: \`ip in ${name.text}\``,
      },
    )
    return undefined
  }
  const list = lookUp(checking, unit, name, ['list'])
  if (list === undefined) return undefined
  return { kind: 'name', span: name.span, text: name.text, set: resolveList(checking, list, name.span).set }
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined
}
