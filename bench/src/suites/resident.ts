import { execFile } from 'node:child_process'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { makeSite, sitePolicy } from '../data/site.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark } from '../harness/comparison.ts'
import { installPacked } from '../harness/install-packed.ts'
import { withFolder } from '../harness/with-folder.ts'

const execute = promisify(execFile)
const server = fileURLToPath(new URL('../children/resident-server.mjs', import.meta.url))

/** Resident memory that a policy adds to a server. */
export const resident: Benchmark = {
  id: 'resident',
  title: 'how much memory does an open policy add to a server?',
  work: 'resident memory of a Koa server half a second after its start and after a collection, minus that of bare Koa; each in a separate process, in turns; packages as published',
  async run(emit, { quick }) {
    await withFolder(async (folder) => {
      await installPacked(folder, ['koa-adapter', 'node'], ['koa', 'isbot', 'rate-limiter-flexible'])
      const program = join(folder, 'server.mjs')
      await copyFile(server, program)
      const policy = join(folder, 'site.policy')
      const lists = join(folder, 'site.json')
      const rssOf = async (kind: string): Promise<number> => {
        const { stdout } = await execute(process.execPath, ['--expose-gc', program, kind, lists, policy])
        return Number(stdout)
      }
      for (const prefixes of quick ? [10] : [10, 10_000]) {
        const site = makeSite({ prefixes, tokens: 150 })
        await writeFile(policy, sitePolicy(site))
        await writeFile(join(folder, 'attackers.txt'), `${site.prefixes.join('\n')}\n`)
        await writeFile(lists, JSON.stringify(site))
        const ours: number[] = []
        const theirs: number[] = []
        for (let round = 0; round < (quick ? 1 : 7); round += 1) {
          const bare = await rssOf('bare')
          ours.push((await rssOf('tidegate')) - bare)
          theirs.push((await rssOf('libraries')) - bare)
        }
        emit(
          compare({
            benchmark: 'resident',
            case: `${prefixes.toLocaleString('en')} prefixes, 150 tokens, three limits`,
            peer: 'BlockList + isbot + rate-limiter-flexible',
            unit: 'MB',
            better: 'lower',
            ours,
            theirs,
            note: 'reads no policy, checks nothing',
          }),
        )
      }
    })
  },
}
