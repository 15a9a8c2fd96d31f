import { buildGramFilter } from './build-gram-filter.ts'
import { layOutStates } from './lay-out-states.ts'
import { buildLiteralTrie, foldClasses, type LiteralTrie } from './literal-trie.ts'
import { linkSuffixes } from './suffix-links.ts'
import type { TokenScan } from './token-scan.ts'
import { tokenFault, type Token } from './token.ts'
import { usualAgents } from './usual-agents.ts'

/**
 * Builds the automaton that finds all the tokens in one pass. A token's position in the array is its number; the same text may
 * occur several times. `usual` are typical texts, and only affects speed. O(total length of the tokens); throws a `TypeError` for a
 * token that `tokenFault` rejects. The automaton is that of Aho and Corasick, "Efficient string matching" (1975). Its filter skips
 * characters like that of Wu and Manber, "A fast algorithm for multi-pattern searching" (1994), but with a fixed stride, so that no
 * lookup depends on the previous one.
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
  const links = linkSuffixes(trie)
  const { numbers, rows, steps, otherwise } = layOutStates(trie, links)
  const { output, listStart, listed } = listOutputs(folded, trie, links.suffix)
  const laidOutput = new Uint32Array(steps.length)
  for (const [state, list] of output.entries()) laidOutput[numbers[state]!] = list
  return {
    kind: 'token-scan',
    filter: buildGramFilter([...trie.ends.keys()], usual),
    classes,
    classCount: trie.classCount,
    rows,
    steps,
    otherwise,
    output: laidOutput,
    listStart: Uint32Array.from(listStart),
    tokens: Uint32Array.from(listed),
    lengths: Uint32Array.from(tokens, (token) => token.text.length),
    words: Uint8Array.from(tokens, (token) => (token.word ? 1 : 0)),
  }
}

/** Lists of tokens, and the list of each state of a trie; list 0 is empty. */
interface OutputLists {
  readonly output: Uint32Array
  readonly listStart: readonly number[]
  readonly listed: readonly number[]
}

/** The tokens that end in each state, the longest first, including those of its suffixes; states share lists. */
function listOutputs(folded: readonly string[], trie: LiteralTrie, suffix: Uint32Array): OutputLists {
  const own = new Map<number, number[]>()
  for (const [index, text] of folded.entries()) {
    const end = trie.ends.get(text)!
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
  return { output, listStart, listed }
}
