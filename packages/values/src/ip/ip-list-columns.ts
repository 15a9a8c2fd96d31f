import { compareIp } from './ip-address.ts'
import { parseIpEntry, type ParsedIpEntry } from './parse-ip-entry.ts'
import { prefixRange } from './prefix.ts'

/** What the first line of a list says about its columns; undefined if it is not a header. */
export type ListHeader =
  | { readonly kind: 'entry-first' }
  /** The first two columns are the ends of a range. */
  | { readonly kind: 'range-first' }

const starts: ReadonlySet<string> = new Set(['start', 'startip', 'startaddress', 'first', 'firstip', 'begin', 'from'])
const ends: ReadonlySet<string> = new Set(['end', 'endip', 'endaddress', 'last', 'lastip', 'to'])
const singles: ReadonlySet<string> = new Set(
  'ip ips ipaddress ipaddresses ipaddr address addresses addr network networks cidr cidrs prefix prefixes subnet subnets netblock ipprefix ipv4 ipv6 ipv4prefix ipv6prefix iprange'.split(
    ' ',
  ),
)

/** What a column with this title contains: addresses, or one end of a range; undefined for all other titles. Case, blanks, `_` and `-` do not count. */
export function columnMeaning(title: string): 'entry' | 'start' | 'end' | undefined {
  const plain = title.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  if (singles.has(plain)) return 'entry'
  if (starts.has(plain)) return 'start'
  return ends.has(plain) ? 'end' : undefined
}

/** Reads the titles of columns: only words that are known to name addresses make a line a header. */
export function readHeader(line: string): ListHeader | undefined {
  const words = line.trim().split(/[\t ]+/)
  const [first, second] = words.map(columnMeaning)
  if (words.length > maxColumns || words.some((word) => isAddressLike(word))) return undefined
  if (first === 'start' && second === 'end') return { kind: 'range-first' }
  return first === 'entry' ? { kind: 'entry-first' } : undefined
}

/** How a line of several columns is read. `isMarked`: a tab or a header marks the columns as such. */
export type ColumnsReading =
  | { readonly kind: 'entry'; readonly entry: ParsedIpEntry; readonly length: number; readonly isMarked: boolean }
  | { readonly kind: 'unclear' }
  | { readonly kind: 'nothing' }

const maxColumns = 64

/**
 * Reads a line without comments that has several columns, separated by tabs or blanks. The first column is the entry if the others
 * contain nothing like an address; the first two are a range if the header says so, or if the third is the length of exactly this
 * network (`192.0.2.0 192.0.2.255 24`). Lines of `ipset save` are `add NAME ENTRY` and `create NAME …`. Anything else is unclear.
 */
export function readColumns(line: string, header: ListHeader | undefined): ColumnsReading {
  const written = line.trim()
  const words = written.split(/[\t ]+/, maxColumns + 1)
  const [first = '', second = '', third = ''] = words
  if (words.length > maxColumns) return { kind: 'unclear' }
  if (first === 'create' && /^(?:hash|bitmap|list):/.test(third)) return { kind: 'nothing' }
  if (first === 'add') return readIpsetLine(words)
  const isMarked = header !== undefined || /^\S+ *\t/.test(written)
  const length = written.length
  if (header?.kind === 'range-first') {
    if (words.slice(2).some(isAddressLike)) return { kind: 'unclear' }
    return { kind: 'entry', entry: parseIpEntry(`${first} - ${second}`), length, isMarked }
  }
  const entry = parseIpEntry(first)
  if (entry.kind === 'invalid') return { kind: 'unclear' }
  const network = /^\d{1,3}$/.test(third) ? parseIpEntry(`${first}/${third}`) : entry
  if (network.kind === 'prefix' && isLastOf(second, network)) {
    if (words.slice(3).some(isAddressLike)) return { kind: 'unclear' }
    return { kind: 'entry', entry: network, length, isMarked: true }
  }
  if (/^[-/\u2010-\u2015]/.test(second) || words.slice(1).some(isAddressLike)) return { kind: 'unclear' }
  return { kind: 'entry', entry, length: first.length, isMarked }
}

function readIpsetLine(words: readonly string[]): ColumnsReading {
  const [, , text = '', ...options] = words
  // `nomatch` is an exception from the set, and a list has no place for it.
  if (options.includes('nomatch')) return { kind: 'unclear' }
  const entry = parseIpEntry(text.replace(/^([^-]+)-([^-]+)$/, '$1 - $2'))
  return entry.kind === 'invalid' ? { kind: 'unclear' } : { kind: 'entry', entry, length: 0, isMarked: true }
}

function isLastOf(text: string, entry: ParsedIpEntry): boolean {
  const last = parseIpEntry(text)
  return (
    entry.kind === 'prefix' && last.kind === 'address' && compareIp(prefixRange(entry.prefix).last, last.address) === 0
  )
}

/** Whether a word is an address, a prefix or a range, or was probably meant as one. */
export function isAddressLike(word: string): boolean {
  const plain = word.replaceAll(/^["'([]+|["')\],;]+$/g, '')
  if (/^\d{1,2}:\d\d(?::\d\d)?$/.test(plain) || /^\d+$/.test(plain) || plain === '::') return false
  if (/^\d{1,3}(?:\.\d{1,3}){3}(?:[/:-].*)?$/.test(plain)) return true
  return plain.includes(':') && parseIpEntry(plain).kind !== 'invalid'
}
