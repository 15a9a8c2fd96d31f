import { buildLiteralTrie, foldClasses } from '../tokens/literal-trie.ts'

/** Under which condition an entry of a prefix index matches a path that begins with its literal. */
export const entryHolds = {
  /** If the path ends there. */
  atEnd: 0,
  /** Always. */
  always: 1,
  /** If the path ends there, or continues with a slash. */
  atSlash: 2,
  /** If the check with the number of the entry's target matches. */
  ifChecked: 3,
} as const

/** An entry filed under a prefix of paths: the number of a pattern, or of a check. */
export interface PrefixEntry {
  readonly literal: string
  readonly holds: (typeof entryHolds)[keyof typeof entryHolds]
  readonly target: number
}

/**
 * A trie of prefixes of paths, in typed arrays. States are numbered breadth first from the root, 0; the first of them ("dense") have a
 * whole row of children by class, the others a range of children.
 *
 * ```
 *   code ── classes ──► class
 *   rows[state × classCount + class] ──► 0     : no child
 *                                        n > 0 : row offset of a dense state under which nothing is filed
 *                                        n < 0 : state ~n, under which something is filed or which is not dense
 * ```
 */
export interface PrefixIndex {
  /** The class of each ASCII character; 0 stands for every character that occurs in no literal. */
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

/** Maximum number of children that are stored in rows: 256 KB of them. */
const denseCells = 1 << 16

/**
 * Builds the index of the entries. If `exactly` is false, literals are in lower case, and the case of letters in paths is ignored.
 * O(total length of the literals, which are printable ASCII).
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
