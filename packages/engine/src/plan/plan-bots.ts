import type { BotSetModel } from '@tidegate/model'
import { buildTokenScan, type Token } from '@tidegate/values'
import type { BotTable } from './dimensions.ts'
import { packLists } from './lists.ts'

/** The mark that includes a value in a set. */
export function markFor(set: number): number {
  return set << 1
}

/** The mark that excludes a value from a set. */
export function markAgainst(set: number): number {
  return (set << 1) | 1
}

/**
 * Creates the automaton of the tokens of bot sets, with the marks of each token. It covers only the sets of `used` and those that they
 * include. The first `declaredSets` of `sets` belong to the model.
 */
export function planBots(sets: readonly BotSetModel[], declaredSets: number, used: ReadonlySet<number>): BotTable {
  const needed = new Set(used)
  // INVARIANT: a set refers only to earlier sets.
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
