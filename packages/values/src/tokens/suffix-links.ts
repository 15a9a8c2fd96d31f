import type { LiteralTrie } from './literal-trie.ts'

/** Links from each state of a trie to the states that follow if no child does. */
export interface SuffixLinks {
  /** The state of the longest proper suffix that is in the trie; always a lower number. */
  readonly suffix: Uint32Array
  /** The state after a character: the longest suffix of all characters so far that is in the trie. */
  readonly stateAfter: (state: number, by: number) => number
}

/** Computes the links of a trie. O(states × children per state). */
export function linkSuffixes(trie: LiteralTrie): SuffixLinks {
  const { classCount, firstChild, enteredBy } = trie
  const suffix = new Uint32Array(enteredBy.length)
  const fromRoot = new Uint32Array(classCount)
  for (let child = firstChild[0]!; child < firstChild[1]!; child++) fromRoot[enteredBy[child]!] = child

  function stateAfter(from: number, by: number): number {
    for (let state = from; state !== 0; state = suffix[state]!) {
      const last = firstChild[state + 1]!
      for (let child = firstChild[state]!; child < last; child++) if (enteredBy[child] === by) return child
    }
    return fromRoot[by]!
  }

  for (let state = 1; state < enteredBy.length; state++) {
    for (let child = firstChild[state]!; child < firstChild[state + 1]!; child++) {
      suffix[child] = stateAfter(suffix[state]!, enteredBy[child]!)
    }
  }
  return { suffix, stateAfter }
}
