import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Replayed } from '../children/replay-child.ts'
import { writeAccessLog } from '../data/access-log.ts'
import { makeSite, sitePolicy } from '../data/site.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark } from '../harness/comparison.ts'
import { inChild } from '../harness/in-child.ts'
import { withFolder } from '../harness/with-folder.ts'

const url = new URL('../children/replay-child.ts', import.meta.url)

/** Deciding the requests of a log. */
export const replay: Benchmark = {
  id: 'replay',
  title: 'what would this policy have done with this access log?',
  work: 'a log in combined format with about 220 bytes per line, from disk to the counts of decisions, with the policy of `decision`; the peer reads and parses, and does not decide',
  async run(emit, { quick }) {
    await withFolder(async (folder) => {
      const site = makeSite({ prefixes: quick ? 100 : 10_000, tokens: 150 })
      const policy = join(folder, 'site.policy')
      await writeFile(policy, sitePolicy(site))
      await writeFile(join(folder, 'attackers.txt'), site.prefixes.join('\n'))
      const sizes = quick ? [5_000, 10_000] : [250_000, 1_000_000]
      const [few = '', many = ''] = sizes.map((size) => join(folder, `${size}.log`))
      await writeAccessLog(few, sizes[0]!)
      await writeAccessLog(many, sizes[1]!)
      const short: Replayed[] = []
      const long: Replayed[] = []
      const peer: Replayed[] = []
      for (let round = 0; round < (quick ? 1 : 2); round += 1) {
        short.push(await inChild<Replayed>(url, 'replay', policy, few))
        long.push(await inChild<Replayed>(url, 'replay', policy, many))
        peer.push(await inChild<Replayed>(url, 'readline', many))
      }
      const shown = (size: number): string => `${size.toLocaleString('en')} lines`
      const rate = ({ seconds }: Replayed): number => sizes[1]! / seconds / 1e6
      const perProcessor = ({ processorSeconds }: Replayed): number => sizes[1]! / processorSeconds / 1e6
      const common = {
        benchmark: 'replay',
        peer: 'readline and a regular expression',
        note: 'decides nothing',
      } as const
      const better = { better: 'higher', unit: 'million lines/s' } as const
      emit(compare({ ...common, ...better, case: shown(sizes[1]!), ours: long.map(rate), theirs: peer.map(rate) }))
      emit(
        compare({
          ...common,
          ...better,
          case: `${shown(sizes[1]!)}, per second of CPU time`,
          ours: long.map(perProcessor),
          theirs: peer.map(perProcessor),
        }),
      )
      emit(
        compare({
          benchmark: 'replay',
          case: `peak memory, ${shown(sizes[1]!)}`,
          peer: `tidegate, ${shown(sizes[0]!)}`,
          unit: 'MB',
          better: 'lower',
          ours: long.map(({ megabytes }) => megabytes),
          theirs: short.map(({ megabytes }) => megabytes),
          note: 'the ratio is 1 if memory does not grow',
        }),
      )
    })
  },
}
