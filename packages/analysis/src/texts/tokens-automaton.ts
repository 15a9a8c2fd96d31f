import { maxAgentScan, type Token } from '@tidegate/values'
import { foldCode, lazyAutomaton, type TextAutomaton } from './text-automaton.ts'

/** A pseudo character that marks the end of the scan: agents are only searched up to there, so tokens do not count after it. */
export const endOfScan: number = -1

/**
 * The state after some characters: positions in tokens that have begun, whether a whole word has just ended (it counts unless a
 * letter or digit follows), and the result.
 */
interface ScanState {
  readonly positions: readonly (readonly [token: number, at: number])[]
  readonly pendingWord: boolean
  readonly afterWordCharacter: boolean
  readonly isCut: boolean
  readonly found: boolean
}

/**
 * Accepts the agents that contain one of the tokens: case is ignored, and words only count without an adjacent letter or digit. The
 * character `endOfScan` marks the point up to which agents are searched.
 */
export function tokensAutomaton(tokens: readonly Token[]): TextAutomaton {
  const texts = tokens.map(({ text }) => text.toLowerCase())
  const codes = new Set(texts.flatMap((text) => Array.from(text, (_, at) => text.charCodeAt(at))))
  const found: ScanState = { positions: [], pendingWord: false, afterWordCharacter: false, isCut: false, found: true }
  const start: ScanState = { ...found, found: false }
  const byFirst = Map.groupBy(texts.keys(), (token) => texts[token]!.charCodeAt(0))

  function next(state: ScanState, received: number): ScanState {
    if (state.found) return state
    if (received === endOfScan) return { ...state, positions: [], isCut: true }
    const code = foldCode(received)
    const isWord = isWordCharacter(code)
    if (state.pendingWord && !isWord) return found
    if (state.isCut) return { ...start, isCut: true }
    const positions: (readonly [number, number])[] = []
    let pendingWord = false
    const advance = (token: number, at: number): boolean => {
      if (texts[token]!.charCodeAt(at) !== code) return false
      if (at + 1 < texts[token]!.length) positions.push([token, at + 1])
      else if (tokens[token]!.word) pendingWord = true
      else return true
      return false
    }
    for (const [token, at] of state.positions) if (advance(token, at)) return found
    for (const token of byFirst.get(code) ?? []) {
      if (tokens[token]!.word && state.afterWordCharacter) continue
      if (advance(token, 0)) return found
    }
    return { positions, pendingWord, afterWordCharacter: isWord, isCut: false, found: false }
  }

  return lazyAutomaton(
    {
      start,
      key: ({ positions, pendingWord, afterWordCharacter, isCut, found: isFound }) =>
        isFound ? 'found' : `${positions.join(' ')};${pendingWord};${afterWordCharacter};${isCut}`,
      next,
      accepts: (state) => state.found || state.pendingWord,
      fate(state) {
        if (state.found) return true
        return state.isCut && !state.pendingWord ? false : undefined
      },
    },
    codes,
    { ignoresCase: true, endsWithScan: true },
  )
}

/** Accepts the agents that continue after the end of the scan. */
export function oversizedAutomaton(): TextAutomaton {
  return lazyAutomaton<'within' | 'cut' | 'beyond'>(
    {
      start: 'within',
      key: (state) => state,
      next(state, received) {
        if (state === 'beyond') return state
        if (received === endOfScan) return 'cut'
        return state === 'cut' ? 'beyond' : state
      },
      accepts: (state) => state === 'beyond',
      fate: (state) => (state === 'beyond' ? true : undefined),
    },
    new Set(),
    { endsWithScan: true },
  )
}

/** Whether a character is an ASCII letter or digit. */
function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}

/** Number of characters of an agent before `endOfScan`. */
export const scanLength: number = maxAgentScan
