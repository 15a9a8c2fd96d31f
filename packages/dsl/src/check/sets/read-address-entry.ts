import { formatIp, formatPrefix, type IpSet, IpSetBuilder, parseIpEntry, type ParsedIpEntry } from '@tidegate/values'
import type { Span } from '../../source.ts'
import type { AddressEntry, Name } from '../../syntax/ast.ts'
import type { Checking } from '../checking.ts'
import { builtInLists } from '../declarations/reserved-names.ts'
import { replaceFix } from '../report.ts'
import { lookUp, peek } from '../scope.ts'
import type { Unit } from '../unit.ts'
import { builtInList } from './built-in-lists.ts'
import { readListEntry } from './read-list-entry.ts'
import { readSourceEntry } from './read-source-entry.ts'
import { type AddressPart, resolveList } from './resolve-addresses.ts'

type Reader<K extends AddressEntry['kind']> = (
  checking: Checking,
  unit: Unit,
  entry: Extract<AddressEntry, { kind: K }>,
) => AddressPart | undefined

const readers: { readonly [K in AddressEntry['kind']]: Reader<K> } = {
  address: (checking, _unit, { text, span }) => readWritten(checking, 'address', text, span),
  range: (checking, _unit, { first, last, span }) =>
    readWritten(checking, 'range', `${first.text} - ${last.text}`, span),
  name: (checking, unit, { name }) => readName(checking, unit, name),
  file: readListEntry,
  source: readSourceEntry,
}

/** What one entry of an address set holds, or undefined, after a report, when it cannot be read. */
export function readAddressEntry<K extends AddressEntry['kind']>(
  checking: Checking,
  unit: Unit,
  entry: Extract<AddressEntry, { kind: K }>,
): AddressPart | undefined {
  const read: Reader<K> = readers[entry.kind as K]
  return read(checking, unit, entry)
}

/** What an address, prefix or range holds that was written in the policy. */
export function readWritten(
  checking: Checking,
  kind: 'address' | 'range',
  text: string,
  span: Span,
): AddressPart | undefined {
  if (!spend(checking, 1, span)) return undefined
  const entry = parseIpEntry(text)
  if (entry.kind === 'invalid') {
    checking.report.add('TG209', span, entry.reason, {
      help: 'write an address (`192.0.2.1`, `2001:db8::1`), a prefix (`192.0.2.0/24`) or a range (`192.0.2.1 - 192.0.2.9`)',
      fix: fixOf(text, span),
    })
    return undefined
  }
  const network = entry.kind === 'prefix' && entry.hostBitsSet ? formatPrefix(entry.prefix) : undefined
  return { kind, span, text, set: setOf(entry), ...(network !== undefined && { network }) }
}

/** Counts entries against the limit of the language; false, after a report, when they are too many. */
export function spend(checking: Checking, entries: number, span: Span): boolean {
  const { spent, limits, report } = checking
  spent.addresses += entries
  if (spent.addresses <= limits.addresses) return true
  report.add('TG353', span, `the lists of the policy hold more than ${limits.addresses} entries`)
  return false
}

function setOf(entry: Exclude<ParsedIpEntry, { kind: 'invalid' }>): IpSet {
  const builder = new IpSetBuilder()
  if (entry.kind === 'address') builder.addIp(entry.address)
  else if (entry.kind === 'prefix') builder.addPrefix(entry.prefix)
  else builder.addRange(entry.range)
  return builder.build()
}

function readName(checking: Checking, unit: Unit, name: Name): AddressPart | undefined {
  const builtIn = builtInLists.includes(name.text) ? builtInList(name.text) : undefined
  if (builtIn !== undefined) return { kind: 'name', span: name.span, text: name.text, set: builtIn }
  const [found] = peek(checking, unit, name.text)
  if (found?.kind === 'fact') {
    checking.used.add(found)
    checking.report.add(
      'TG229',
      name.span,
      `\`${name.text}\` is known only when a request comes, so no set can hold it`,
      {
        help: `test it where it is needed: \`ip in ${name.text}\``,
      },
    )
    return undefined
  }
  const list = lookUp(checking, unit, name, ['list'])
  if (list === undefined) return undefined
  return { kind: 'name', span: name.span, text: name.text, set: resolveList(checking, list, name.span).set }
}

/** `010.0.0.1` is read as decimal by some systems and as octal by others: the fix offers decimal. */
function fixOf(text: string, span: Span): ReturnType<typeof replaceFix> | undefined {
  const plain = text.replaceAll(/(^|\.)0+(?=\d)/g, '$1')
  if (plain === text) return undefined
  const entry = parseIpEntry(plain)
  if (entry.kind === 'address') return replaceFix(span, formatIp(entry.address), `write \`${plain}\``)
  return undefined
}
