import ipaddr from 'ipaddr.js'
import IPSet from 'ip-set'
import {
  buildPrefixTable,
  classHas,
  classOf,
  IpSetBuilder,
  parseIp,
  parseIpEntry,
  type PrefixTable,
} from '@tidegate/values'
import { v4Addresses, v4Prefixes, v6Addresses, v6Prefixes } from '../data/addresses.ts'
import type { Benchmark } from '../harness/comparison.ts'
import type { SyncContender } from '../harness/contender.ts'
import { blockListOf } from '../peers/block-list.ts'
import { readingMemory, readingText } from '../peers/lower-bounds.ts'
import { interleave } from '../harness/interleave.ts'

/** The prefix table of a list of prefixes as text. */
export function tableOf(prefixes: readonly string[]): PrefixTable {
  const builder = new IpSetBuilder()
  for (const text of prefixes) {
    const entry = parseIpEntry(text)
    if (entry.kind === 'prefix') builder.addPrefix(entry.prefix)
  }
  return buildPrefixTable([builder.build()])
}

function membership(family: 'ipv4' | 'ipv6'): Benchmark {
  return {
    id: family,
    title: `is this ${family === 'ipv4' ? 'IPv4' : 'IPv6'} address in the list?`,
    work: 'from the address as a new string to yes or no; hits: nine in ten are in the list, misses: one in a hundred',
    async run(emit, { quick }) {
      const sizes = quick
        ? [1_000]
        : family === 'ipv4'
          ? [10, 1_000, 10_000, 100_000, 1_000_000]
          : [1_000, 10_000, 100_000]
      for (const size of sizes) {
        const prefixes = family === 'ipv4' ? v4Prefixes(size) : v6Prefixes(size)
        const addresses = family === 'ipv4' ? v4Addresses : v6Addresses
        const table = tableOf(prefixes)
        const ours: SyncContender<string> = {
          name: 'tidegate',
          run: (text) => {
            const ip = parseIp(text)
            return ip !== undefined && classHas(table, classOf(table, ip), 0)
          },
        }
        const peers = [...peersOf(prefixes, family, quick), readingText, readingMemory(bytesOf(table, family))]
        for (const [name, share] of [
          ['hits', 0.9],
          ['misses', 0.01],
        ] as const) {
          const compared = await interleave({
            benchmark: family,
            case: `${size.toLocaleString('en')} prefixes, ${name}`,
            inputs: (round) => addresses(prefixes, quick ? 2_000 : 50_000, share, 100 + round),
            ours,
            peers,
            rounds: quick ? 2 : 7,
            roundMs: quick ? 5 : 60,
          })
          for (const comparison of compared) emit(comparison)
        }
        for (const comparison of await interleave({
          benchmark: family,
          case: `cold caches: ${size.toLocaleString('en')} prefixes, hits, 3 MB of other memory written before each`,
          inputs: (round) => addresses(prefixes, quick ? 40 : 1_000, 0.9, 200 + round),
          ours,
          peers: peers.filter(({ name }) => name === 'net.BlockList' || name.startsWith('lower bound')),
          rounds: quick ? 1 : 5,
          roundMs: 0,
          writtenBetween: 3 << 20,
        })) {
          emit(comparison)
        }
      }
    },
  }
}

/** Bytes of the part of a table for a family. */
function bytesOf({ v4, v6 }: PrefixTable, family: 'ipv4' | 'ipv6'): number {
  const { index, base, lows, classes } = v4
  const arrays = family === 'ipv4' ? [index, base, lows, classes] : [v6.nodes]
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)
}

function peersOf(
  prefixes: readonly string[],
  family: 'ipv4' | 'ipv6',
  quick: boolean,
): readonly SyncContender<string>[] {
  const list = blockListOf(prefixes, family)
  const peers: SyncContender<string>[] = [{ name: 'net.BlockList', run: (text) => list.check(text, family) }]
  if (prefixes.length <= (quick ? 1_000 : 100_000) && family === 'ipv4') {
    const set = new IPSet(prefixes)
    peers.push({ name: 'ip-set', run: (text) => set.contains(text) })
  }
  if (prefixes.length <= 10_000) {
    const parsed = prefixes.map((prefix) => ipaddr.parseCIDR(prefix))
    peers.push({
      name: 'ipaddr.js',
      run: (text) => {
        const address = ipaddr.parse(text)
        return parsed.some((cidr) => address.kind() === family && address.match(cidr))
      },
    })
  }
  return peers
}

export const ipv4: Benchmark = membership('ipv4')
export const ipv6: Benchmark = membership('ipv6')
