import { wordPolicies } from '../data/word-policies.ts'
import { compare } from '../harness/compare.ts'
import type { Benchmark } from '../harness/comparison.ts'
import { inChild } from '../harness/in-child.ts'

const url = new URL('../children/words-child.ts', import.meta.url)

/** What the newer words of the language cost. */
export const words: Benchmark = {
  id: 'words',
  title: 'what does a decision cost with the newer words of the language?',
  work: 'from the raw request to the fields of the reply and the end of the request, mixed traffic as in `decision`, by two gates in turns: with the policy of `decision`, and with that policy changed by one word; each word in a process of its own',
  async run(emit, { quick }) {
    for (const { word, note } of wordPolicies) {
      const [ours, theirs] = await inChild<readonly (readonly number[])[]>(url, 'compare', word, quick)
      emit(
        compare({
          benchmark: 'words',
          case: word,
          peer: 'the same policy without it',
          unit: 'ns/op',
          better: 'lower',
          ours: ours!,
          theirs: theirs!,
          note,
        }),
      )
    }
  },
}
