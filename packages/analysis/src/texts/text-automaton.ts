/** A deterministic automaton over the characters (UTF-16 code units) of a text. States are created when they are first reached. */
export interface TextAutomaton {
  readonly start: number
  readonly step: (state: number, code: number) => number
  /** Whether a text that ends in this state is accepted. */
  readonly accepts: (state: number) => boolean
  /** Whether every continuation is accepted, or none is; undefined if that is open. */
  readonly fate: (state: number) => boolean | undefined
  /** The characters that it distinguishes from all others; lower-case letters only if it ignores case. */
  readonly codes: ReadonlySet<number>
  readonly ignoresCase: boolean
  /** Whether it reads `endOfScan`, see `tokensAutomaton`. All others ignore it. */
  readonly endsWithScan: boolean
}

/** The rules of an automaton with states of any type. `key` identifies a state. */
export interface StateRules<S> {
  readonly start: S
  readonly key: (state: S) => string
  readonly next: (state: S, code: number) => S
  readonly accepts: (state: S) => boolean
  readonly fate: (state: S) => boolean | undefined
}

/** Creates the automaton for the rules. Each transition is computed once. */
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

/** The lower case of an ASCII letter; any other character unchanged. */
export function foldCode(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code
}
