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
  // A copy of each string, as if it had been read from a file.
  Map: (prefixes) => new Map(prefixes.map((prefix, index) => [freshText(prefix), index])),
}

let kept: unknown

serveCalls({
  /** Bytes per prefix of a structure that contains these prefixes. */
  bytes(holder: string, family: Family, size: number): number {
    // WHY: flat copies, because V8 flattens concatenated strings when they are read, which frees their parts.
    const prefixes = (family === 'ipv4' ? v4Prefixes(size) : v6Prefixes(size)).map(freshText)
    if (holder === 'BlockList') {
      // WHY: a BlockList is outside the heap, so that only the resident memory of the process shows its size.
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
