/** A deterministic automaton over the characters (UTF-16 code units) of a text, whose states are made as they are reached. */
export interface TextAutomaton {
  readonly start: number
  readonly step: (state: number, code: number) => number
  /** Whether a text that ends here is taken. */
  readonly accepts: (state: number) => boolean
  /** Whether every text that goes on from here is taken, or none is; undefined while that depends. */
  readonly fate: (state: number) => boolean | undefined
  /** The characters that it tells apart from all others. Where it does not look at case, the small letters only. */
  readonly codes: ReadonlySet<number>
  readonly ignoresCase: boolean
  /** Whether it reads `endOfScan`: see `tokensAutomaton`. All others pass over it. */
  readonly endsWithScan: boolean
}

/** How an automaton works, with states of any kind. `key` tells states apart. */
export interface StateRules<S> {
  readonly start: S
  readonly key: (state: S) => string
  readonly next: (state: S, code: number) => S
  readonly accepts: (state: S) => boolean
  readonly fate: (state: S) => boolean | undefined
}

/** The automaton that follows the rules. Each move is worked out once. */
export function lazyAutomaton<S>(
  rules: StateRules<S>,
  codes: ReadonlySet<number>,
  { ignoresCase = false, endsWithScan = false }: Partial<Pick<TextAutomaton, 'ignoresCase' | 'endsWithScan'>> = {},
): TextAutomaton {
  const states: S[] = []
  const moves: Map<number, number>[] = []
  const numbers = new Map<string, number>()
  const fates: (boolean | undefined)[] = []
  const numberOf = (state: S): number => {
    const key = rules.key(state)
    const known = numbers.get(key)
    if (known !== undefined) return known
    numbers.set(key, states.length)
    moves.push(new Map())
    fates.push(rules.fate(state))
    return states.push(state) - 1
  }
  return {
    start: numberOf(rules.start),
    step(state, code) {
      const known = moves[state]!.get(code)
      if (known !== undefined) return known
      const next = numberOf(rules.next(states[state]!, code))
      moves[state]!.set(code, next)
      return next
    },
    accepts: (state) => rules.accepts(states[state]!),
    fate: (state) => fates[state],
    codes,
    ignoresCase,
    endsWithScan,
  }
}

/** The small letter of an ASCII letter; any other character as it is. */
export function foldCode(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code
}
