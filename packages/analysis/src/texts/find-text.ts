import type { Budget } from '@tidegate/values'
import type { TextAutomaton } from './text-automaton.ts'
import { endOfScan, scanLength } from './tokens-automaton.ts'

/**
 * The end of the scan, preceded by as much padding as it takes to reach it. `endOfScan` itself directly follows the characters read
 * so far.
 */
const paddedEndOfScan = -2

/** An automaton that has to accept the text, or has to reject it. */
export interface TextDemand {
  readonly automaton: TextAutomaton
  readonly wanted: boolean
}

/** The texts to search in. */
export interface TextSearch {
  readonly universe: TextAutomaton
  /** Characters that stand for those that no test names; see `TextDomain`. */
  readonly others: readonly string[]
  /** Whether tokens only count up to the end of the scan while a demand reads what comes after it. */
  readonly mayEndScan: boolean
  /** Whether a text meets the demands, checked without automata, and is not one that the universe accepts wrongly. */
  readonly isReal: (text: string) => boolean
}

/** A shortest text, the proof that there is none, or neither of them. */
export type FoundText = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'none' | 'unknown' }

/** Maximum number of states of a search; a quarter of the budget if that is more. */
const defaultMaxStates = 60_000
const maxLength = 2_000

/**
 * Returns a shortest text that meets all demands, by breadth-first search through the product of their automata. Automata whose
 * result can no longer change do not distinguish states, so that the search ends when all paths have been tried. Takes steps of the
 * budget for each state.
 */
export function findText(demands: readonly TextDemand[], search: TextSearch, budget: Budget): FoundText {
  const { universe } = search
  const automata = demands.map(({ automaton }) => automaton)
  const { alphabet, padding } = alphabetOf(automata, search)
  const width = automata.length
  const cost = Math.ceil((alphabet.length * (width + 1)) / 64)
  const maxStates = Math.max(defaultMaxStates, budget.limit / 4)
  const settled = -1
  const states: Int32Array[] = []
  const bases: number[] = []
  const parents: number[] = []
  const codes: number[] = []
  const depths: number[] = []
  const seen = new Set<string>()
  let isComplete = true

  /** Undefined if a demand can no longer be met. */
  function settle(row: Int32Array): Int32Array | undefined {
    for (let i = 0; i < width; i++) {
      if (row[i] === settled) continue
      const fate = automata[i]!.fate(row[i]!)
      if (fate === undefined) continue
      if (fate !== demands[i]!.wanted) return undefined
      row[i] = settled
    }
    return row
  }

  function add(row: Int32Array | undefined, base: number, parent: number, code: number): void {
    if (row === undefined || universe.fate(base) === false) return
    const key = `${base},${row.join()}`
    if (seen.has(key)) return
    seen.add(key)
    states.push(row)
    bases.push(base)
    parents.push(parent)
    codes.push(code)
    depths.push(parent < 0 ? 0 : depths[parent]! + 1)
  }

  function textOf(node: number): string {
    const read: number[] = []
    for (let at = node; parents[at]! >= 0; at = parents[at]!) read.push(codes[at]!)
    return realised(read.toReversed(), padding)
  }

  add(settle(Int32Array.from(automata, (automaton) => automaton.start)), universe.start, -1, 0)
  for (let node = 0; node < states.length; node++) {
    if (!budget.spend(cost) || node > maxStates) return { kind: 'unknown' }
    const row = states[node]!
    if (universe.accepts(bases[node]!) && endsWell(row)) {
      const text = textOf(node)
      if (search.isReal(text)) return { kind: 'text', text }
      isComplete = false
    }
    if (depths[node]! >= maxLength) {
      isComplete = false
      continue
    }
    for (const code of alphabet) {
      const base = code === endOfScan ? bases[node]! : universe.step(bases[node]!, characterOf(code))
      const next = row.map((state, i) => (state === settled ? settled : stepped(automata[i]!, state, code)))
      add(settle(next), base, node, code)
    }
  }
  return { kind: isComplete ? 'none' : 'unknown' }

  function endsWell(row: Int32Array): boolean {
    for (let i = 0; i < width; i++) {
      if (row[i] !== settled && automata[i]!.accepts(row[i]!) !== demands[i]!.wanted) return false
    }
    return true
  }

  function stepped(automaton: TextAutomaton, state: number, code: number): number {
    if (code === endOfScan) return automaton.endsWithScan ? automaton.step(state, endOfScan) : state
    const read = automaton.step(state, characterOf(code))
    return code === paddedEndOfScan && automaton.endsWithScan ? automaton.step(read, endOfScan) : read
  }

  function characterOf(code: number): number {
    return code === paddedEndOfScan ? padding : code
  }
}

/** Builds the text of a path. If the scan ends inside it, padding is added there or at the beginning. */
function realised(codes: readonly number[], padding: number): string {
  const end = codes.findIndex((code) => code < 0)
  const textOf = (part: readonly number[]): string => String.fromCharCode(...part.filter((code) => code >= 0))
  if (end < 0) return textOf(codes)
  const [before, after] = [textOf(codes.slice(0, end)), textOf(codes.slice(end))]
  const padded = String.fromCharCode(padding).repeat(Math.max(0, scanLength - before.length))
  return codes[end] === endOfScan ? `${padded}${before}${after}` : `${before}${padded}${after}`
}

/** All characters that make a difference: those that are named, and one of each kind of the others. */
function alphabetOf(
  automata: readonly TextAutomaton[],
  { universe, others, mayEndScan }: TextSearch,
): { readonly alphabet: readonly number[]; readonly padding: number } {
  const named = new Set<number>()
  const isMixed = automata.some(({ ignoresCase }) => ignoresCase) && automata.some(({ ignoresCase }) => !ignoresCase)
  for (const { codes, ignoresCase } of automata) {
    for (const code of codes) {
      named.add(code)
      if (isMixed && ignoresCase && code >= 97 && code <= 122) named.add(code - 32)
    }
  }
  // WHY: the others come first. Of equivalent texts the first one is taken, and not every text is a real one.
  const ordinary: number[] = []
  let padding = 32
  for (const sort of others) {
    for (const character of sort) {
      const code = character.charCodeAt(0)
      if (named.has(code)) continue
      named.add(code)
      ordinary.push(code)
      padding = code
      break
    }
  }
  for (const code of universe.codes) named.add(code)
  // Escapes and IPv6 literals need their digits. If their first character is not named, other characters are equivalent.
  if (named.has(37)) for (const digit of '0123456789ABCDEF') named.add(digit.charCodeAt(0))
  if (named.has(91)) for (const digit of '0123456789abcdef:]') named.add(digit.charCodeAt(0))
  const alphabet = [...new Set([...ordinary, ...named])]
  return { alphabet: mayEndScan ? [...alphabet, paddedEndOfScan, endOfScan] : alphabet, padding }
}
