import type { PluginList } from '@tidegate/model'
import { didYouMean, IpSetBuilder, parseIpEntry } from '@tidegate/values'
import type { AddressEntry } from '../../syntax/ast/sets.ts'
import type { Checking } from '../checking.ts'
import { pluginOf } from '../declarations/declare-plugin.ts'
import { replaceFix } from '../report.ts'
import { placedStatements, type Unit } from '../unit.ts'
import { broadAmong, isBroad } from './broad-entries.ts'
import type { AddressPart } from './resolved-addresses.ts'
import { spendAddresses } from './spend-addresses.ts'

type SourceEntry = Extract<AddressEntry, { kind: 'source' }>

/** Reads a plugin's list source; like a list file, it is rejected as a whole if an entry is bad. */
export function readSourceEntry(checking: Checking, unit: Unit, entry: SourceEntry): AddressPart | undefined {
  const { report } = checking
  const sources = sourcesOf(checking, unit)
  const source = sources.get(entry.source.text)
  if (source === undefined) {
    reportUnknown(checking, entry, [...sources.keys()])
    return undefined
  }
  const list = source(entry.argument.text)
  const text = `${entry.source.text} "${entry.argument.text}"`
  if (list.kind === 'error') {
    report.add('TG220', entry.span, `\`${text}\` cannot be read: ${list.message}`)
    return undefined
  }
  if (!spendAddresses(checking, list.entries.length, entry.span)) return undefined
  const builder = new IpSetBuilder()
  let bad = 0
  for (const written of list.entries) {
    const parsed = parseIpEntry(written)
    if (parsed.kind === 'address') builder.addIp(parsed.address)
    else if (parsed.kind === 'prefix') builder.addPrefix(parsed.prefix)
    else if (parsed.kind === 'range') builder.addRange(parsed.range)
    else if (bad++ < 10) report.add('TG221', entry.span, `\`${text}\` returned an invalid address: ${parsed.reason}`)
  }
  if (bad > 0) return undefined
  const set = builder.build()
  return {
    kind: 'source',
    span: entry.span,
    text,
    set,
    ...(isBroad(set) && { broad: broadAmong(list.entries, entry.span) }),
  }
}

/** Returns the list sources of the plugins that a file uses. */
function sourcesOf({ host }: Checking, unit: Unit): ReadonlyMap<string, (argument: string) => PluginList> {
  const sources = new Map<string, (argument: string) => PluginList>()
  for (const { statement } of placedStatements(unit.ast.statements)) {
    if (statement.kind !== 'use') continue
    const lists = pluginOf(host.plugins, statement.plugin.text)?.lists ?? {}
    for (const [name, source] of Object.entries(lists)) sources.set(name, source)
  }
  return sources
}

function reportUnknown({ report }: Checking, { source }: SourceEntry, known: readonly string[]): void {
  const suggestion = didYouMean(source.text, known)
  const all =
    known.length === 0 ? 'none of the plugins that this file uses has list sources' : `available: ${known.join(', ')}`
  report.add('TG226', source.span, `no list source is named \`${source.text}\``, {
    help: suggestion === undefined ? all : `did you mean \`${suggestion}\`?`,
    fix:
      suggestion === undefined
        ? undefined
        : replaceFix(source.span, suggestion, `replace \`${source.text}\` with \`${suggestion}\``),
  })
}
