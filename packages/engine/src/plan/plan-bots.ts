import type { BotSetModel } from '@tidegate/model'
import { buildTokenScan, type Token } from '@tidegate/values'
import type { BotTable } from './dimensions.ts'
import { packLists } from './lists.ts'

/** What speaks for a set, and what against it. */
export function markFor(set: number): number {
  return set << 1
}

/** What speaks against a set. */
export function markAgainst(set: number): number {
  return (set << 1) | 1
}

/**
 * The automaton of the tokens of bot sets, and the sets that tokens speak for and against. Only the sets of `used` and those that
 * they name take part. Of `sets`, the first `declaredSets` are the model's.
 */
export function planBots(sets: readonly BotSetModel[], declaredSets: number, used: ReadonlySet<number>): BotTable {
  const needed = new Set(used)
  // INVARIANT: a set names only sets before it.
  for (let set = sets.length - 1; set >= 0; set--) {
    if (!needed.has(set)) continue
    for (const term of [...sets[set]!.terms, ...sets[set]!.except]) if (term.kind === 'set') needed.add(term.set)
  }
  const marksOfToken = new Map<string, { readonly token: Token; readonly marks: number[] }>()
  const marksOfSet: number[][] = sets.map(() => [])
  for (const set of [...needed].toSorted((x, y) => x - y)) {
    const { terms, except } = sets[set]!
    for (const term of terms) add(term, markFor(set))
    for (const term of except) add(term, markAgainst(set))
  }
  const tokens = [...marksOfToken].toSorted(([x], [y]) => (x < y ? -1 : 1)).map(([, entry]) => entry)
  return {
    scan: buildTokenScan(tokens.map(({ token }) => token)),
    tokens: tokens.map(({ token }) => token.text),
    marks: packLists(tokens.map(({ marks }) => marks)),
    marksOfSet: packLists(marksOfSet),
    setCount: sets.length,
    declaredSets,
  }

  function add(term: BotSetModel['terms'][number], mark: number): void {
    if (term.kind === 'set') {
      if (!marksOfSet[term.set]!.includes(mark)) marksOfSet[term.set]!.push(mark)
      return
    }
    const key = `${term.text} ${term.word}`
    const entry = marksOfToken.get(key)
    if (entry === undefined) marksOfToken.set(key, { token: { text: term.text, word: term.word }, marks: [mark] })
    else if (!entry.marks.includes(mark)) entry.marks.push(mark)
  }
}
