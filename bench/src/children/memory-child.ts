import { createReadStream } from 'node:fs'
import { BlockList } from 'node:net'
import { createInterface } from 'node:readline'
import IPSet from 'ip-set'
import { compilePolicy } from '@tidegate/node'
import { v4Prefixes, v6Prefixes } from '../data/addresses.ts'
import { compileText } from '../data/compile.ts'
import { freshText } from '../data/fresh-text.ts'
import { bytesOf, usedBytes } from '../harness/heap.ts'
import { serveCalls } from '../harness/serve-calls.ts'
import { blockListOf } from '../peers/block-list.ts'
import { tableOf } from '../suites/membership.ts'

type Family = 'ipv4' | 'ipv6'

const holders: Readonly<Record<string, (prefixes: readonly string[], family: Family) => unknown>> = {
  table: (prefixes) => tableOf(prefixes),
  plan: (prefixes) => compileText('list bad = file "bad.txt"\nblock ip in bad', { 'bad.txt': prefixes.join('\n') }),
  'ip-set': (prefixes) => new IPSet(prefixes),
  // A copy of each text, as it would come out of a file.
  Map: (prefixes) => new Map(prefixes.map((prefix, index) => [freshText(prefix), index])),
}

let kept: unknown

serveCalls({
  /** Bytes a prefix of what holds these prefixes. */
  bytes(holder: string, family: Family, size: number): number {
    // Flat copies: texts that were put together from parts would be changed, and lose their parts, while they are read.
    const prefixes = (family === 'ipv4' ? v4Prefixes(size) : v6Prefixes(size)).map(freshText)
    if (holder === 'BlockList') {
      // It lies outside the heap: only the process's resident memory shows it.
      usedBytes()
      const before = process.memoryUsage().rss
      kept = blockListOf(prefixes, family)
      usedBytes()
      return (process.memoryUsage().rss - before) / size
    }
    const hold = holders[holder]!
    const { made, bytes } = bytesOf(() => hold(prefixes, family))
    kept = made
    return bytes / size
  },
  /** Seconds to read, check and compile a policy with its list file. */
  load(policy: string): number {
    const started = performance.now()
    const { plan } = compilePolicy(policy)
    if (plan === undefined) throw new Error('the policy has errors')
    kept = plan
    return (performance.now() - started) / 1_000
  },
  /** Seconds to read the file line by line into a BlockList. */
  async loadBlockList(file: string): Promise<number> {
    const started = performance.now()
    const list = new BlockList()
    for await (const line of createInterface({ input: createReadStream(file) })) addLine(list, line)
    kept = list
    return (performance.now() - started) / 1_000
  },
  isKept: () => kept !== undefined,
})

function addLine(list: BlockList, line: string): void {
  const slash = line.indexOf('/')
  if (slash > 0) list.addSubnet(line.slice(0, slash), Number(line.slice(slash + 1)), 'ipv4')
}
