import { patternAutomaton, type PathPattern, type PatternStep } from '@tidegate/values'
import { foldCode, lazyAutomaton, type TextAutomaton } from './text-automaton.ts'

/** A position in one of several patterns. */
interface Position extends PatternStep {
  readonly isEnd: boolean
}

/** Accepts the texts that one of the patterns matches as a whole. */
export function patternsAutomaton(patterns: readonly PathPattern[]): TextAutomaton {
  const positions: Position[] = []
  const starts: number[] = []
  for (const pattern of patterns) {
    starts.push(positions.length)
    positions.push(...positionsOf(pattern))
  }
  const codes = new Set([47, ...positions.flatMap(({ code }) => (code < 0 ? [] : [code]))])
  return lazyAutomaton<readonly number[]>(
    {
      start: starts,
      key: (state) => String.fromCodePoint(...state),
      next(state, code) {
        // INVARIANT: a state is sorted, and so is its successor: a position is only left for the next one.
        const next: number[] = []
        for (const at of state) {
          const { code: named, stays } = positions[at]!
          if ((stays === 'any' || (stays === 'not-slash' && code !== 47)) && next.at(-1) !== at) next.push(at)
          if (named === code) next.push(at + 1)
        }
        return next
      },
      accepts: (state) => state.some((at) => positions[at]!.isEnd),
      fate(state) {
        if (state.length === 0) return false
        return state.some((at) => positions[at]!.isEnd && positions[at]!.stays === 'any') ? true : undefined
      },
    },
    codes,
  )
}

function positionsOf(pattern: PathPattern): readonly Position[] {
  const { steps, accepts } = patternAutomaton(pattern)
  return steps.map((step, at) => ({ ...step, isEnd: accepts.has(at) }))
}

/** The state of the wrapped automaton, and a slash that may turn out to be the last character. */
interface FoldedState {
  readonly inner: number
  readonly slash: 'none' | 'first' | 'held'
}

/** Accepts a path or target if `inner` accepts its folded form: in lower case, without one trailing slash. */
export function foldedAutomaton(inner: TextAutomaton): TextAutomaton {
  const slash = 47
  return lazyAutomaton<FoldedState | 'begin'>(
    {
      start: 'begin',
      key: (state) => (state === 'begin' ? state : `${state.inner} ${state.slash}`),
      next(state, code) {
        const before = state === 'begin' ? inner.start : state.inner
        const read = state === 'begin' || state.slash === 'none' ? before : inner.step(before, slash)
        if (code === slash) return { inner: read, slash: state === 'begin' ? 'first' : 'held' }
        return { inner: inner.step(read, foldCode(code)), slash: 'none' }
      },
      accepts(state) {
        if (state === 'begin') return inner.accepts(inner.start)
        return inner.accepts(state.slash === 'first' ? inner.step(state.inner, slash) : state.inner)
      },
      fate: (state) => inner.fate(state === 'begin' ? inner.start : state.inner),
    },
    inner.codes,
    { ignoresCase: true },
  )
}

/** Accepts a target if `inner` accepts its path: the part before the first `?`. */
export function pathPartAutomaton(inner: TextAutomaton): TextAutomaton {
  const mark = 63
  return lazyAutomaton<number | boolean>(
    {
      start: inner.start,
      key: String,
      next(state, code) {
        if (typeof state === 'boolean') return state
        return code === mark ? inner.accepts(state) : inner.step(state, code)
      },
      accepts: (state) => (typeof state === 'boolean' ? state : inner.accepts(state)),
      fate(state) {
        return typeof state === 'boolean' ? state : inner.fate(state)
      },
    },
    new Set([...inner.codes, mark]),
    inner,
  )
}

/** Accepts a target if `inner` accepts it without the `?` that marks the authority of a CONNECT request. */
export function targetPartAutomaton(inner: TextAutomaton): TextAutomaton {
  const mark = 63
  return lazyAutomaton<number | 'begin'>(
    {
      start: 'begin',
      key: String,
      next(state, code) {
        if (state !== 'begin') return inner.step(state, code)
        return code === mark ? inner.start : inner.step(inner.start, code)
      },
      accepts: (state) => inner.accepts(state === 'begin' ? inner.start : state),
      fate: (state) => inner.fate(state === 'begin' ? inner.start : state),
    },
    new Set([...inner.codes, mark]),
    inner,
  )
}
