import type { TextSubject } from '@tidegate/dsl'
import { classOf, type IpAddress, type ZoneReader } from '@tidegate/values'
import { addressOf } from '../interpret/evaluate.ts'
import type { AddressDimension, Dimension, TextDimension } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'
import { createDimensionState, type DimensionState, flipTest, summaryOf, unflipAll } from './dimension-state.ts'
import type { RequestView } from './request-view.ts'
import { createTextSetter, type TextSetter } from './set-text.ts'
import { createTimeSetter } from './set-time.ts'

/** The rows of all dimensions for one request at a time. */
export interface Rows {
  /**
   * Calls `visit` with every term whose tests hold, in ascending order. Dimensions that cannot matter any more are not looked at.
   */
  readonly forEachTerm: (visit: (term: number) => void) => void
  /** Whether a test holds; looks at its dimension if that has not been done. */
  readonly testHolds: (dimension: number, test: number) => boolean
  /** Whether a term tests the time. */
  readonly testsTime: (term: number) => boolean
}

/** Rows with scratch arrays of their own. */
export function createRows(plan: Plan, requests: RequestView, zones: ZoneReader): Rows {
  const { terms, list, prefixes } = plan.dimensions
  const states = list.map((dimension) => createDimensionState(dimension.table))
  const times: ((term: number) => boolean)[] = []
  const setters = list.map((dimension, number) => setterOf(dimension, states[number]!))
  const live = new Int32Array(terms.words)
  for (let term = 0; term < terms.count; term++) live[term >>> 5]! |= 1 << (term & 31)
  const liveSummary = summaryOf(live)
  const candidates = new Int32Array(terms.summaryWords)
  let request = 0

  function setterOf(dimension: Dimension, state: DimensionState): () => void {
    switch (dimension.kind) {
      case 'time': {
        const setter = createTimeSetter(plan.model, terms, dimension, state, zones)
        times.push(setter.isTested)
        return () => setter.set(requests.view.facts.nowMs)
      }
      case 'address':
        return addressSetter(dimension, state)
      case 'text':
        return textSetter(dimension, state)
    }
  }

  function addressSetter({ subject, flipsOfClass, flips }: AddressDimension, state: DimensionState): () => void {
    let current = 0
    return () => {
      const ip: IpAddress | undefined = addressOf(subject, requests.view)
      const next = ip === undefined ? 0 : flipsOfClass[classOf(prefixes, ip)]!
      if (next === current) return
      current = next
      unflipAll(state)
      for (let at = flips.starts[next]!; at < flips.starts[next + 1]!; at++) flipTest(state, flips.items[at]!)
    }
  }

  function textSetter(dimension: TextDimension, state: DimensionState): () => void {
    const { subject } = dimension
    const isTexts = subject.kind === 'fact' && plan.model.facts[subject.fact]!.type === 'texts'
    const isBlank = isTexts ? (value: string) => value.trim() === '' : (value: string) => value === ''
    const setter = createTextSetter(dimension, state, isBlank)
    if (subject.kind === 'header' || subject.kind === 'query' || subject.kind === 'cookie' || isTexts) {
      return () => setSeveral(subject, setter)
    }
    const hasClaims = dimension.atomOfBots !== undefined
    let isSet = false
    let last: string | undefined
    return () => {
      const value = requests.textOf(subject)
      // WHY: one value makes one row, and hosts and methods hardly change from request to request.
      if (isSet && value === last) return
      isSet = true
      last = value
      setter.begin()
      if (value !== undefined) setter.add(value)
      if (hasClaims) setter.claim(requests.readAgent()!)
      setter.end(value !== undefined)
    }
  }

  function setSeveral(subject: TextSubject, setter: TextSetter): void {
    const values = requests.textsOf(subject)
    setter.begin()
    for (const value of values) setter.add(value)
    setter.end(subject.kind === 'fact' ? requests.view.facts.values[subject.fact] !== undefined : values.length > 0)
  }

  function ensure(dimension: number): DimensionState {
    const state = states[dimension]!
    if (state.request !== request) {
      state.request = request
      setters[dimension]!()
    }
    return state
  }

  function forEachTerm(visit: (term: number) => void): void {
    request++
    candidates.set(liveSummary)
    for (let dimension = 0; dimension < states.length; dimension++) {
      if (!overlaps(candidates, list[dimension]!.table.tested)) continue
      const { summary } = ensure(dimension)
      for (let i = 0; i < candidates.length; i++) candidates[i]! &= summary[i]!
    }
    for (let i = 0; i < candidates.length; i++) {
      for (let bits = candidates[i]!; bits !== 0; bits &= bits - 1) {
        visitWord(i * 32 + 31 - Math.clz32(bits & -bits), visit)
      }
    }
  }

  function visitWord(word: number, visit: (term: number) => void): void {
    let holds = live[word]!
    for (let dimension = 0; dimension < states.length; dimension++) holds &= states[dimension]!.row[word]!
    for (; holds !== 0; holds &= holds - 1) visit(word * 32 + 31 - Math.clz32(holds & -holds))
  }

  return {
    forEachTerm,
    testHolds: (dimension, test) => {
      const { table, flipped } = ensure(dimension)
      return table.byDefault[test] !== flipped[test]
    },
    testsTime: (term) => times.some((isTested) => isTested(term)),
  }
}

function overlaps(x: Int32Array, y: Int32Array): boolean {
  for (let i = 0; i < x.length; i++) if ((x[i]! & y[i]!) !== 0) return true
  return false
}
