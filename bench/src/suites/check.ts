import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { analyse, diagnose, hostOf } from '@tidegate/language-features'
import { makeRules, rulesPolicy } from '../data/rule-set.ts'
import { timeTidegate, tidegateCommand } from '../harness/command-line.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark } from '../harness/comparison.ts'
import { inChild } from '../harness/in-child.ts'
import { withFolder } from '../harness/with-folder.ts'
import { validateCedar } from '../peers/cedar-rules.ts'

/** How long the author of a policy waits for diagnostics. */
export const check: Benchmark = {
  id: 'check',
  title: 'does this policy have errors?',
  work: 'the same thousand rules in both languages, from text to every diagnostic; the command line including start and exit; Cedar parses and validates types, ours also finds rules that cannot work',
  async run(emit, { quick }) {
    const rules = makeRules(quick ? 100 : 1_000)
    const text = rulesPolicy(rules)
    const cedar = rules.map((rule) => rule.cedar).join('\n')
    const shown = `${rules.length.toLocaleString('en')} rules`
    const rounds = quick ? 2 : 15
    const ours: number[] = []
    const host = hostOf({ read: () => undefined })
    const theirs: number[] = []
    for (let round = 0; round < rounds + 3; round += 1) {
      const edited = `${text}block path in /edited-${round}/**\n`
      const own = timeOf(() => diagnose(analyse({ file: 'bench.policy', text: edited }, host)).length)
      const edit = `${cedar}\nforbid(principal, action, resource) when { context.path like "/edited-${round}/*" };`
      const other = timeOf(() => validateCedar(edit))
      if (round < 3) continue
      ours.push(own)
      theirs.push(other)
    }
    const peer = 'Cedar validation'
    emit(
      compare({
        benchmark: 'check',
        case: `${shown}, in the editor after a keystroke`,
        peer,
        unit: 'ms',
        better: 'lower',
        ours,
        theirs,
        note: 'warm; ours as the language server computes them; cedar-wasm in the same process',
      }),
    )
    await withFolder(async (folder) => {
      const [policy, other] = [join(folder, 'site.policy'), join(folder, 'site.cedar')]
      await writeFile(policy, text)
      await writeFile(other, cedar)
      const commandLine: number[] = []
      const child: number[] = []
      for (let round = 0; round < (quick ? 1 : 7); round += 1) {
        commandLine.push(await timeTidegate(['check', policy]))
        const started = performance.now()
        await inChild(new URL('../children/cedar-check-child.ts', import.meta.url), 'check', other)
        child.push(performance.now() - started)
      }
      emit(
        compare({
          benchmark: 'check',
          case: `${shown}, in the command line`,
          peer,
          unit: 'ms',
          better: 'lower',
          ours: commandLine,
          theirs: child,
          note: `ours as ${tidegateCommand().form}`,
        }),
      )
    })
  },
}

function timeOf(work: () => unknown): number {
  const started = performance.now()
  work()
  return performance.now() - started
}
