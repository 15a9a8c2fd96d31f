import type { Span } from '@tidegate/model'
import { formatIp, formatPrefix, type IpSet, IpSetBuilder, type ParsedIpEntry, parseIpEntry } from '@tidegate/values'
import type { Checking } from '../checking.ts'
import { replaceFix } from '../report.ts'
import { isBroad } from './broad-entries.ts'
import type { AddressPart } from './resolved-addresses.ts'
import { spendAddresses } from './spend-addresses.ts'

/** Parses an address, prefix or range that is written in the policy. */
export function readWrittenAddress(
  checking: Checking,
  kind: 'address' | 'range',
  text: string,
  span: Span,
): AddressPart | undefined {
  if (!spendAddresses(checking, 1, span)) return undefined
  const entry = parseIpEntry(text)
  if (entry.kind === 'invalid') {
    if (text.includes('*')) {
      reportWildcard(checking, text, span)
      return undefined
    }
    checking.report.add('TG209', span, entry.reason, {
      help: helpFor(text),
      fix: fixOf(text, span),
    })
    return undefined
  }
  const network = entry.kind === 'prefix' && entry.hostBitsSet ? formatPrefix(entry.prefix) : undefined
  const set = setOf(entry)
  const broad = isBroad(set) ? [{ span, text, set }] : undefined
  return { kind, span, text, set, ...(network !== undefined && { network }), ...(broad !== undefined && { broad }) }
}

/** Reports an address with wildcards, and the prefix that it stands for. */
function reportWildcard({ report }: Checking, text: string, span: Span): void {
  const message = `\`${text}\` contains a wildcard; networks are written as prefixes`
  const v4 = /^((?:\d+\.)+)\*(?:\.\*)*$/.exec(text)?.[1]?.slice(0, -1).split('.')
  const v6 = /^((?:[\da-f]+:)+)\*(?::\*)*$/i.exec(text)?.[1]?.slice(0, -1).split(':')
  const prefix =
    v4 !== undefined
      ? `${[...v4, '0', '0', '0'].slice(0, 4).join('.')}/${8 * v4.length}`
      : v6 !== undefined
        ? `${v6.join(':')}::/${16 * v6.length}`
        : undefined
  if (prefix !== undefined && parseIpEntry(prefix).kind === 'prefix') {
    const help = `all addresses that begin like this are the prefix \`${prefix}\``
    report.add('TG209', span, message, { help, fix: replaceFix(span, prefix, `write \`${prefix}\``) })
    return
  }
  const groups = /^((?:[\da-f]+:)+):\*$/i.exec(text)?.[1]?.slice(0, -1).split(':') ?? []
  const start = groups.join(':')
  report.add('TG209', span, message, {
    help:
      groups.length > 0 && groups.length < 8
        ? `all addresses that begin with \`${start}\` are \`${start}::/${16 * groups.length}\`; those that differ only in the last group are \`${start}::/112\``
        : 'write a prefix (`192.0.2.0/24`, `2001:db8::/32`) or a range (`192.0.2.1 - 192.0.2.9`)',
  })
}

function setOf(entry: Exclude<ParsedIpEntry, { kind: 'invalid' }>): IpSet {
  const builder = new IpSetBuilder()
  if (entry.kind === 'address') builder.addIp(entry.address)
  else if (entry.kind === 'prefix') builder.addPrefix(entry.prefix)
  else builder.addRange(entry.range)
  return builder.build()
}

/** Returns what to write; for the beginning of an IPv4 address, as in `192.0.2.*`, its prefix. */
function helpFor(text: string): string {
  const octets = /^(?:\d{1,3}\.){1,3}$/.test(text) ? text.split('.').slice(0, -1) : []
  const prefix = `${[...octets, '0', '0', '0'].slice(0, 4).join('.')}/${8 * octets.length}`
  return octets.length > 0 && parseIpEntry(prefix).kind === 'prefix'
    ? `all addresses that begin with \`${text}\` are the prefix \`${prefix}\``
    : 'write an address (`192.0.2.1`, `2001:db8::1`), a prefix (`192.0.2.0/24`) or a range (`192.0.2.1 - 192.0.2.9`)'
}

/** Returns a fix only if the address is unambiguous: `010.0.0.1` is 10.0.0.1 to some systems and, in octal, 8.0.0.1 to others. */
function fixOf(text: string, span: Span): ReturnType<typeof replaceFix> | undefined {
  if (/(?:^|\.)0+[1-7][0-7]+(?![89\d])/.test(text)) return undefined
  const plain = text.replaceAll(/(^|\.)0+(?=\d)/g, '$1')
  if (plain === text) return undefined
  const entry = parseIpEntry(plain)
  if (entry.kind === 'address') return replaceFix(span, formatIp(entry.address), `write \`${plain}\``)
  return undefined
}
