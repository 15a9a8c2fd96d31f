import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { v4Prefixes } from '../data/addresses.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark } from '../harness/comparison.ts'
import { inChild } from '../harness/in-child.ts'
import { withFolder } from '../harness/with-folder.ts'

const url = new URL('../children/memory-child.ts', import.meta.url)

const peers = [
  {
    name: 'BlockList',
    label: 'net.BlockList',
    note: 'resident memory of its process, since it is outside the heap',
    max: { ipv4: 1_000_000, ipv6: 100_000 },
  },
  {
    name: 'Map',
    label: 'Map of strings',
    note: 'finds only identical strings',
    max: { ipv4: 1_000_000, ipv6: 1_000_000 },
  },
  { name: 'ip-set', label: 'ip-set', max: { ipv4: 100_000, ipv6: 0 } },
] as const

/** Bytes per prefix, and seconds to load a million prefixes. */
export const memory: Benchmark = {
  id: 'memory',
  title: 'how much memory do prefixes need, and how long does it take to load a million?',
  work: 'bytes per prefix that stay in use (heap and array buffers after a collection), each in a separate process; loading: from a file of a million lines to a structure that can be queried',
  async run(emit, { quick }) {
    for (const family of ['ipv4', 'ipv6'] as const) {
      for (const size of quick ? [10_000] : [100_000, 1_000_000]) {
        const bytes = (holder: string): Promise<number> => inChild<number>(url, 'bytes', holder, family, size)
        const table = await bytes('table')
        const plan = await bytes('plan')
        for (const { name, label, max, ...more } of peers) {
          if (size > max[family] || (quick && name === 'ip-set')) continue
          const theirs = [await bytes(name)]
          const common = { benchmark: 'memory', peer: label, unit: 'bytes', better: 'lower', theirs, ...more } as const
          const of = `${size.toLocaleString('en')} ${family === 'ipv4' ? 'IPv4' : 'IPv6'} prefixes`
          emit(compare({ ...common, case: `${of}, table alone`, ours: [table] }))
          if (name !== 'ip-set') emit(compare({ ...common, case: `${of}, whole plan with its model`, ours: [plan] }))
        }
      }
    }
    await withFolder(async (folder) => {
      const lines = quick ? 10_000 : 1_000_000
      const list = join(folder, 'bad.txt')
      const policy = join(folder, 'site.policy')
      await writeFile(list, `${v4Prefixes(lines).join('\n')}\n`)
      await writeFile(policy, 'list bad = file "bad.txt"\nblock ip in bad\n')
      const ours: number[] = []
      const readline: number[] = []
      for (let round = 0; round < (quick ? 1 : 2); round += 1) {
        ours.push(await inChild<number>(url, 'load', policy))
        readline.push(await inChild<number>(url, 'loadBlockList', list))
      }
      const common = {
        benchmark: 'memory',
        case: `load ${lines.toLocaleString('en')} lines, check and plan`,
        unit: 's',
        better: 'lower',
        note: 'checks nothing',
        ours,
      } as const
      emit(compare({ ...common, peer: 'readline into net.BlockList', theirs: readline }))
    })
  },
}
