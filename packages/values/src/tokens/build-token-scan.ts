import { buildGramFilter } from './build-gram-filter.ts'
import { buildLiteralTrie, foldClasses, type LiteralTrie } from './literal-trie.ts'
import type { TokenScan } from './token-scan.ts'
import { tokenFault, type Token } from './token.ts'
import { usualAgents } from './usual-agents.ts'

/** Transitions that are spelled out: 1 MB of them, more than ordinary agents ever reach with 1,000 tokens. */
const denseCells = 1 << 18

/**
 * The automaton that finds all the tokens in one pass. A token's place in the array is its number; the same text may
 * come several times. `usual` is what the texts are mostly like, and bears on speed only. O(total length of the tokens); throws
 * a `TypeError` for a token that `tokenFault` refuses.
 *
 * The automaton is that of Aho and Corasick, "Efficient string matching" (1975); its filter skips as that of Wu and Manber does,
 * "A fast algorithm for multi-pattern searching" (1994), but by a fixed stride, so that no look waits for the one before.
 */
export function buildTokenScan(tokens: readonly Token[], usual: readonly string[] = usualAgents): TokenScan {
  const folded = tokens.map((token) => {
    const fault = tokenFault(token.text)
    if (fault !== undefined) throw new TypeError(fault)
    return token.text.toLowerCase()
  })
  const trie = buildLiteralTrie(folded)
  const classes = new Uint8Array(256)
  classes.set(foldClasses(trie.classes))
  const classCount = trie.classCount
  const denseCount = Math.min(trie.enteredBy.length, Math.max(1, Math.floor(denseCells / classCount)))
  const targets = new Uint32Array(denseCount * classCount)
  const suffix = linkSuffixes(trie, denseCount, targets)
  const lists = listOutputs(tokens, folded, trie, suffix)
  const rows = Int32Array.from(targets, (state) =>
    state < denseCount && lists.output[state] === 0 ? state * classCount : ~state,
  )
  return {
    kind: 'token-scan',
    filter: buildGramFilter([...trie.ends.keys()], usual),
    classes,
    classCount,
    denseCount,
    rows,
    firstChild: trie.firstChild,
    enteredBy: trie.enteredBy,
    suffix,
    ...lists,
    lengths: Uint32Array.from(tokens, (token) => token.text.length),
    words: Uint8Array.from(tokens, (token) => (token.word ? 1 : 0)),
  }
}

/** The suffix of every state; fills the rows of the dense ones on the way. */
function linkSuffixes(trie: LiteralTrie, denseCount: number, targets: Uint32Array): Uint32Array {
  const { classCount, firstChild, enteredBy } = trie
  const stateCount = enteredBy.length
  const suffix = new Uint32Array(stateCount)
  for (let state = 0; state < stateCount; state++) {
    const row = state * classCount
    if (state > 0 && state < denseCount)
      targets.copyWithin(row, suffix[state]! * classCount, (suffix[state]! + 1) * classCount)
    for (let child = firstChild[state]!; child < firstChild[state + 1]!; child++) {
      const by = enteredBy[child]!
      if (state > 0) suffix[child] = step(suffix[state]!, by)
      if (state < denseCount) targets[row + by] = child
    }
  }
  return suffix

  function step(from: number, by: number): number {
    let state = from
    while (state >= denseCount) {
      for (let child = firstChild[state]!; child < firstChild[state + 1]!; child++) {
        if (enteredBy[child] === by) return child
      }
      state = suffix[state]!
    }
    return targets[state * classCount + by]!
  }
}

/** The tokens that end in each state, the longest first, those of its suffixes included; states share lists. */
function listOutputs(
  tokens: readonly Token[],
  folded: readonly string[],
  trie: LiteralTrie,
  suffix: Uint32Array,
): Pick<TokenScan, 'output' | 'listStart' | 'tokens'> {
  const own = new Map<number, number[]>()
  for (const index of tokens.keys()) {
    const end = trie.ends.get(folded[index]!)!
    const list = own.get(end)
    if (list === undefined) own.set(end, [index])
    else list.push(index)
  }
  const output = new Uint32Array(suffix.length)
  const listStart = [0, 0]
  const listed: number[] = []
  for (let state = 1; state < suffix.length; state++) {
    const shorter = output[suffix[state]!]!
    const ending = own.get(state)
    if (ending === undefined) {
      output[state] = shorter
      continue
    }
    for (const index of ending) listed.push(index)
    for (let at = listStart[shorter]!; at < listStart[shorter + 1]!; at++) listed.push(listed[at]!)
    output[state] = listStart.length - 1
    listStart.push(listed.length)
  }
  return { output, listStart: Uint32Array.from(listStart), tokens: Uint32Array.from(listed) }
}
