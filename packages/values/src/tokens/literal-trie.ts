/**
 * A trie of printable ASCII texts, its states numbered breadth first from the root, 0. Characters are distinguished by class; class
 * 0 stands for all that occur in no text.
 */
export interface LiteralTrie {
  readonly classes: Uint8Array
  readonly classCount: number
  /** The children of state `s` are the states from `firstChild[s]` to before `firstChild[s + 1]`, in order of class. */
  readonly firstChild: Uint32Array
  /** The class by which each state is entered from its parent. */
  readonly enteredBy: Uint8Array
  /** The state in which each text ends. */
  readonly ends: ReadonlyMap<string, number>
}

/**
 * Builds the trie of the texts: the sorted texts are split, level by level, into the groups that share a prefix, and each group is
 * a state. O(total length).
 */
export function buildLiteralTrie(literals: readonly string[]): LiteralTrie {
  const texts = [...new Set(literals)].toSorted((a, b) => (a < b ? -1 : 1))
  const { classes, classCount } = classify(texts)
  const maxStates = texts.reduce((sum, text) => sum + text.length, 1)
  const low = new Uint32Array(maxStates)
  const high = new Uint32Array(maxStates)
  const depths = new Uint32Array(maxStates)
  const firstChild = new Uint32Array(maxStates + 1)
  const enteredBy = new Uint8Array(maxStates)
  const ends = new Map<string, number>()
  high[0] = texts.length
  let stateCount = 1
  for (let state = 0; state < stateCount; state++) {
    firstChild[state] = stateCount
    const depth = depths[state]!
    const end = high[state]!
    let at = low[state]!
    if (at < end && texts[at]!.length === depth) ends.set(texts[at++]!, state)
    while (at < end) {
      const code = texts[at]!.charCodeAt(depth)
      low[stateCount] = at
      while (at < end && texts[at]!.charCodeAt(depth) === code) at++
      high[stateCount] = at
      depths[stateCount] = depth + 1
      enteredBy[stateCount++] = classes[code]!
    }
  }
  firstChild[stateCount] = stateCount
  return {
    classes,
    classCount,
    firstChild: firstChild.slice(0, stateCount + 1),
    enteredBy: enteredBy.slice(0, stateCount),
    ends,
  }
}

/** Returns the classes with upper-case letters in the class of their lower case. */
export function foldClasses(classes: Uint8Array): Uint8Array {
  const folded = classes.slice()
  for (let code = 65; code <= 90; code++) folded[code] = folded[code + 32]!
  return folded
}

function classify(texts: readonly string[]): { readonly classes: Uint8Array; readonly classCount: number } {
  const classes = new Uint8Array(128)
  for (const text of texts) for (let i = 0; i < text.length; i++) classes[text.charCodeAt(i)] = 1
  let classCount = 1
  for (let code = 0; code < 128; code++) if (classes[code] === 1) classes[code] = classCount++
  return { classes, classCount }
}
