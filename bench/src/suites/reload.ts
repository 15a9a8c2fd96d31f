import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Waits } from '../children/reload-child.ts'
import { v4Prefixes } from '../data/addresses.ts'
import { makeSite, sitePolicy } from '../data/site.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark } from '../harness/comparison.ts'
import { inChild } from '../harness/in-child.ts'
import { withFolder } from '../harness/with-folder.ts'

const url = new URL('../children/reload-child.ts', import.meta.url)

/** How long requests wait while a policy is replaced. */
export const reload: Benchmark = {
  id: 'reload',
  title: 'how long does a request wait while the policy is replaced?',
  work: 'a policy with a list file of 100,000 prefixes, edited and reloaded five times at ten thousand requests per second; the time from scheduled arrival to decision',
  async run(emit, { quick }) {
    await withFolder(async (folder) => {
      const list = join(folder, 'attackers.txt')
      const policy = join(folder, 'site.policy')
      const size = quick ? 5_000 : 100_000
      await writeFile(list, `${v4Prefixes(size).join('\n')}\n`)
      await writeFile(policy, sitePolicy(makeSite({ prefixes: 1, tokens: 150 })))
      const figures: Record<string, Waits[]> = { worker: [], here: [], blockList: [], idle: [] }
      for (let round = 0; round < (quick ? 1 : 3); round += 1) {
        figures['worker']!.push(await inChild<Waits>(url, 'gate', policy, list, 'worker'))
        figures['here']!.push(await inChild<Waits>(url, 'gate', policy, list, 'here'))
        figures['blockList']!.push(await inChild<Waits>(url, 'blockList', list))
        figures['idle']!.push(await inChild<Waits>(url, 'idle'))
      }
      const peers = [
        { name: 'here', peer: 'tidegate, compiled on the serving thread', note: undefined },
        { name: 'blockList', peer: 'net.BlockList rebuilt', note: 'the list only' },
        { name: 'idle', peer: 'no reload, no decisions', note: 'waits caused by the machine itself' },
      ] as const
      for (const { name, peer, note } of peers) {
        const common = { benchmark: 'reload', peer, unit: 'ms', better: 'lower', note } as const
        const of = (pick: (waits: Waits) => number): { readonly ours: number[]; readonly theirs: number[] } => ({
          ours: figures['worker']!.map(pick),
          theirs: figures[name]!.map(pick),
        })
        const shown = `${size.toLocaleString('en')} prefixes`
        emit(compare({ ...common, case: `${shown}, longest wait`, ...of(({ longest }) => longest) }))
        emit(compare({ ...common, case: `${shown}, 99.9 % wait`, ...of(({ p999 }) => p999) }))
        if (name !== 'idle') emit(compare({ ...common, case: `${shown}, until in force`, ...of(({ took }) => took) }))
      }
    })
  },
}
