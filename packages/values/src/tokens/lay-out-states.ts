import type { LiteralTrie } from './literal-trie.ts'
import type { SuffixLinks } from './suffix-links.ts'
import { rowStep, type TokenScan } from './token-scan.ts'

/** The states in the order in which they are stored, and the number that each state of the trie gets. */
export interface StateLayout extends Pick<TokenScan, 'rows' | 'steps' | 'otherwise'> {
  readonly numbers: Uint32Array
}

/** Maximum number of transitions that are stored in rows: 256 KB of them. */
const maxCells = 1 << 16

/** A step that is not a class. */
const noStep = rowStep - 1

/** Children that are not stored after their parent. `from` is the state whose `otherwise` leads to them, -1 after a row. */
interface Waiting {
  readonly child: number
  /** The end of their parent's children. */
  readonly last: number
  readonly from: number
}

/**
 * Lays out the states of a trie along its branches. The root and the shallowest of the states with several children get a row. Any
 * other state is stored directly before its first child. Each further child is stored after a proxy of the parent. `otherwise` leads
 * from the parent to its first proxy, from each proxy to the next one, and from the last one to the state of the longest suffix.
 *
 * ```
 *   a ──► b ──► c         a  b  c  a'  d  e  a"  f        (a has no row)
 *   ├───► d ──► e                  ▲         ▲
 *   └───► f               ╰─ else ─╯ ╰ else ─╯ ╰ else ──► suffix of a
 * ```
 * O(states + rows × classes).
 */
export function layOutStates(trie: LiteralTrie, links: SuffixLinks): StateLayout {
  const { classCount, firstChild, enteredBy } = trie
  const rowOf = chooseRows(trie)
  const numbers = new Uint32Array(enteredBy.length)
  const steps: number[] = []
  // Numbers, and complements of states whose numbers are only known at the end.
  const next: number[] = []
  const waiting: Waiting[] = []

  function put(step: number, otherwise: number): number {
    steps.push(step)
    return next.push(otherwise) - 1
  }

  function layBranch(first: number): void {
    for (let state = first; ; state = firstChild[state]!) {
      const child = firstChild[state]!
      const last = firstChild[state + 1]!
      const row = rowOf.get(state)
      const step = row !== undefined ? rowStep + row : child < last ? enteredBy[child]! : noStep
      const number = put(step, ~links.suffix[state]!)
      numbers[state] = number
      if (row !== undefined)
        for (let other = child; other < last; other++) waiting.push({ child: other, last, from: -1 })
      else if (child + 1 < last) waiting.push({ child: child + 1, last, from: number })
      if (row !== undefined || child === last) return
    }
  }

  layBranch(0)
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const { child, last, from } = entry
    if (from !== -1) {
      const proxy = put(enteredBy[child]!, next[from]!)
      next[from] = proxy
      if (child + 1 < last) waiting.push({ child: child + 1, last, from: proxy })
    }
    layBranch(child)
  }

  const rows = new Uint32Array(rowOf.size * classCount)
  for (const [state, row] of rowOf) {
    for (let by = 0; by < classCount; by++) rows[row * classCount + by] = numbers[links.stateAfter(state, by)]!
  }
  return {
    rows,
    steps: Uint16Array.from(steps),
    otherwise: Uint32Array.from(next, (state) => (state >= 0 ? state : numbers[~state]!)),
    numbers,
  }
}

/** The row of each state that gets one. */
function chooseRows({ classCount, firstChild, enteredBy }: LiteralTrie): ReadonlyMap<number, number> {
  const maxRows = Math.max(1, Math.floor(maxCells / classCount))
  const rowOf = new Map([[0, 0]])
  for (let state = 1; state < enteredBy.length && rowOf.size < maxRows; state++) {
    if (firstChild[state + 1]! - firstChild[state]! > 1) rowOf.set(state, rowOf.size)
  }
  return rowOf
}
