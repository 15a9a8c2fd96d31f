import { buildLiteralTrie, foldClasses } from '../tokens/literal-trie.ts'

/** When an entry of a prefix index holds, once a path has been found to begin with its literal. */
export const entryHolds = {
  /** The path ends there. */
  atEnd: 0,
  /** Always. */
  always: 1,
  /** The path ends there, or goes on with a slash. */
  atSlash: 2,
  /** If a check, whose number is the entry's target, holds. */
  ifChecked: 3,
} as const

/** Something filed under what a path begins with: the number of a pattern, or of a check. */
export interface PrefixEntry {
  readonly literal: string
  readonly holds: (typeof entryHolds)[keyof typeof entryHolds]
  readonly target: number
}

/**
 * A trie of what paths may begin with, on typed arrays. States are numbered breadth first from the root, 0; the first
 * of them ("dense") have a whole row of children by class, the others a stretch of children.
 *
 * ```
 *   code ── classes ──► class
 *   rows[state × classCount + class] ──► 0     : no child
 *                                        n > 0 : row offset of a dense state under which nothing is filed
 *                                        n < 0 : state ~n, under which something is filed or which is not dense
 * ```
 */
export interface PrefixIndex {
  /** The class of each ASCII character; 0 stands for every character that no literal holds. */
  readonly classes: Uint8Array
  readonly classCount: number
  readonly denseCount: number
  readonly rows: Int32Array
  /** The children of state `s` are the states from `firstChild[s]` to before `firstChild[s + 1]`. */
  readonly firstChild: Uint32Array
  readonly enteredBy: Uint8Array
  /** The list of entries filed under each state; list 0 is empty. */
  readonly lists: Uint32Array
  readonly listStart: Uint32Array
  readonly holds: Uint8Array
  readonly targets: Uint32Array
}

/** Children that are spelled out: 256 KB of them. */
const denseCells = 1 << 16

/**
 * The index of the entries. Where `exactly` is false, literals are in lower case, and letters of paths mean the same in
 * either. O(total length of the literals, which are printable ASCII).
 */
export function buildPrefixIndex(entries: readonly PrefixEntry[], exactly: boolean): PrefixIndex {
  const trie = buildLiteralTrie(entries.map((entry) => entry.literal))
  const { classCount, firstChild, enteredBy } = trie
  const classes = exactly ? trie.classes : foldClasses(trie.classes)
  const denseCount = Math.min(enteredBy.length, Math.max(1, Math.floor(denseCells / classCount)))
  const filed = Map.groupBy(entries, (entry) => trie.ends.get(entry.literal)!)
  const lists = new Uint32Array(enteredBy.length)
  const listStart = [0, 0]
  const ordered: PrefixEntry[] = []
  for (const [state, list] of filed) {
    lists[state] = listStart.length - 1
    for (const entry of list) ordered.push(entry)
    listStart.push(ordered.length)
  }
  const rows = new Int32Array(denseCount * classCount)
  for (let state = 0; state < denseCount; state++) {
    for (let child = firstChild[state]!; child < firstChild[state + 1]!; child++) {
      rows[state * classCount + enteredBy[child]!] =
        child < denseCount && lists[child] === 0 ? child * classCount : ~child
    }
  }
  return {
    classes,
    classCount,
    denseCount,
    rows,
    firstChild,
    enteredBy,
    lists,
    listStart: Uint32Array.from(listStart),
    holds: Uint8Array.from(ordered, (entry) => entry.holds),
    targets: Uint32Array.from(ordered, (entry) => entry.target),
  }
}

/** The state that a class leads to from a state without a row, or 0. O(children). */
export function childOf(index: PrefixIndex, state: number, by: number): number {
  const { firstChild, enteredBy } = index
  const last = firstChild[state + 1]!
  for (let child = firstChild[state]!; child < last; child++) if (enteredBy[child] === by) return child
  return 0
}
