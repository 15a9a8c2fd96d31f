import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram } from '@tidegate/test-support'
import type { Replayed } from '../children/replay-child.ts'
import { writeAccessLog } from '../data/access-log.ts'
import { makeSite, sitePolicy } from '../data/site.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark } from '../harness/comparison.ts'
import { inChild } from '../harness/in-child.ts'
import { type ProgramRun, runProgram } from '../harness/run-program.ts'
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
      // WHY: the smaller log, because one of them takes a minute for the larger one.
      for (const { name, args, note } of programs(few)) {
        const path = findProgram(name)
        if (path === undefined) {
          process.stderr.write(`replay: ${name} is not installed\n`)
          continue
        }
        const runs: ProgramRun[] = []
        for (const _ of short) runs.push(await runProgram(path, args))
        const rateOf = ({ seconds }: { readonly seconds: number }): number => sizes[0]! / seconds / 1e6
        const about = { benchmark: 'replay', peer: name, note } as const
        emit(
          compare({ ...about, ...better, case: shown(sizes[0]!), ours: short.map(rateOf), theirs: runs.map(rateOf) }),
        )
        emit(
          compare({
            ...about,
            case: `peak memory, ${shown(sizes[0]!)}`,
            unit: 'MB',
            better: 'lower',
            ours: short.map(({ megabytes }) => megabytes),
            theirs: runs.map(({ megabytes }) => megabytes),
          }),
        )
      }
    })
  },
}

interface PeerProgram {
  readonly name: string
  readonly args: readonly string[]
  readonly note: string
}

function programs(log: string): readonly PeerProgram[] {
  return [
    {
      name: 'goaccess',
      args: [log, '--log-format=COMBINED', '--no-progress', '-o', `${log}.json`],
      note: 'counts, decides nothing',
    },
    {
      name: 'awk',
      args: ['{ count[$1]++ } END { for (ip in count) print ip, count[ip] }', log],
      note: 'counts by address only',
    },
  ]
}
