import { addressOf, isRepeatable, isUnknown, readingsOf, type TextSubject } from '@tidegate/model'
import { classOf, type IpAddress, type ZoneReader } from '@tidegate/values'
import type { AddressDimension, Dimension, TextDimension } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'
import {
  createDimensionState,
  type DimensionState,
  doubtAll,
  exemptTerms,
  flipTest,
  restoreAll,
  restsOnDoubt,
  summaryOf,
  testHoldsNow,
} from './dimension-state.ts'
import type { RequestView } from './request-view.ts'
import { createTextSetter, type TextSetter } from './set-text.ts'
import { createTimeSetter } from './set-time.ts'
import { foldsCase, isEverUnknown, isSingle } from './text-subject.ts'

/** The rows of all dimensions for one request at a time. */
export interface Rows {
  /**
   * Calls `visit` with every term whose tests are true, in ascending order. Dimensions that can no longer matter are skipped.
   * `isOpen`: dimensions in which every test counts as true, because their subject is unknown.
   */
  readonly forEachTerm: (visit: (term: number) => void, isOpen?: (dimension: number) => boolean) => void
  /** Whether a term has a test in a dimension. */
  readonly isTested: (dimension: number, term: number) => boolean
  /** Switches to another request, without finding its terms. */
  readonly turn: () => void
  /** A dimension's row for the current request. */
  readonly rowOf: (dimension: number) => Int32Array
  /** Whether a test is true; computes the row of its dimension if necessary. `doubt` is its value if the request leaves it in doubt. */
  readonly testHolds: (dimension: number, test: number, doubt: boolean) => boolean
  /** Whether a term has a test that the request leaves in doubt, among the rows that were computed for it. */
  readonly restsOnDoubt: (term: number) => boolean
}

/** Creates rows with their own scratch arrays. */
export function createRows(plan: Plan, requests: RequestView, zones: ZoneReader): Rows {
  const { terms, list, prefixes } = plan.dimensions
  const exempt = exemptTerms(plan)
  const states = list.map((dimension) => createDimensionState(dimension.table, exempt))
  const setters = list.map((dimension, number) => setterOf(dimension, states[number]!))
  const live = new Int32Array(terms.words)
  for (let term = 0; term < terms.count; term++) live[term >>> 5]! |= 1 << (term & 31)
  const liveSummary = summaryOf(live)
  const testedTerms = list.map(({ table }) => {
    const bits = new Int32Array(terms.words)
    for (const [at, word] of table.wordsOfTest.items.entries()) bits[word]! |= table.bits[at]!
    return bits
  })
  // Terms that are true in all dimensions examined so far, and one bit per word that contains one.
  const holding = new Int32Array(terms.words)
  const alive = new Int32Array(terms.summaryWords)
  let request = 0

  function setterOf(dimension: Dimension, state: DimensionState): () => void {
    switch (dimension.kind) {
      case 'time': {
        const set = createTimeSetter(plan.model, dimension, state, zones)
        return () => set(requests.view.facts)
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
      const next =
        ip !== undefined ? flipsOfClass[classOf(prefixes, ip)]! : isUnknown(subject, requests.view.facts) ? inDoubt : 0
      if (next === current) return
      current = next
      if (next === inDoubt) return doubtAll(state)
      restoreAll(state)
      for (let at = flips.starts[next]!; at < flips.starts[next + 1]!; at++) flipTest(state, flips.items[at]!)
    }
  }

  function textSetter(dimension: TextDimension, state: DimensionState): () => void {
    const { subject } = dimension
    const isTexts = subject.kind === 'fact' && plan.model.facts[subject.fact]!.type === 'texts'
    const isBlank = isTexts ? (value: string) => value.trim() === '' : (value: string) => value === ''
    const setter = createTextSetter(dimension, state, isBlank)
    if (!isSingle(plan, dimension)) return () => setSeveral(subject, setter, state)
    const isFoldedLater = foldsCase(dimension)
    const hasClaims = dimension.atomOfBots !== undefined
    const mayBeUnknown = isEverUnknown(subject)
    // New dimensions have the row of an absent subject.
    let last: string | undefined
    let wasUnknown = false
    return () => {
      if (mayBeUnknown && isUnknown(subject, requests.view.facts)) {
        if (!wasUnknown) doubtAll(state)
        wasUnknown = true
        return
      }
      const value = requests.textOf(subject, isFoldedLater)
      // WHY: equal values have equal rows, and hosts and methods rarely change from request to request.
      if (value === last && !wasUnknown) return
      last = value
      wasUnknown = false
      setter.begin()
      if (value !== undefined) setter.add(value)
      if (hasClaims) setter.claim(requests.readAgent()!)
      setter.end(value !== undefined)
    }
  }

  function setSeveral(subject: TextSubject, setter: TextSetter, state: DimensionState): void {
    if (isUnknown(subject, requests.view.facts)) return doubtAll(state)
    const values = requests.textsOf(subject)
    setter.begin()
    if (values.length > 1 && isRepeatable(subject)) return setReadings(readingsOf(subject, values), setter)
    for (const value of values) setter.add(value)
    setter.end(subject.kind === 'fact' ? requests.view.facts.values[subject.fact] !== undefined : values.length > 0)
  }

  function setReadings(readings: readonly string[], setter: TextSetter): void {
    for (const reading of readings) {
      setter.add(reading)
      setter.endReading()
    }
    setter.endReadings(readings.length)
  }

  function ensure(dimension: number): DimensionState {
    const state = states[dimension]!
    if (state.request !== request) {
      state.request = request
      setters[dimension]!()
    }
    return state
  }

  function forEachTerm(visit: (term: number) => void, isOpen?: (dimension: number) => boolean): void {
    request++
    copyWords(liveSummary, alive)
    copyWords(live, holding)
    for (let dimension = 0; dimension < states.length; dimension++) {
      if (isOpen?.(dimension) !== true && matters(dimension)) narrow(dimension)
    }
    for (let i = 0; i < alive.length; i++) {
      for (let words = alive[i]!; words !== 0; words &= words - 1) {
        const word = i * 32 + 31 - Math.clz32(words & -words)
        for (let terms = holding[word]!; terms !== 0; terms &= terms - 1) {
          visit(word * 32 + 31 - Math.clz32(terms & -terms))
        }
      }
    }
  }

  /** Whether a term that may still be true tests the dimension. */
  function matters(dimension: number): boolean {
    const { tested } = list[dimension]!.table
    const terms = testedTerms[dimension]!
    for (let i = 0; i < alive.length; i++) {
      for (let words = alive[i]! & tested[i]!; words !== 0; words &= words - 1) {
        const word = i * 32 + 31 - Math.clz32(words & -words)
        if ((holding[word]! & terms[word]!) !== 0) return true
      }
    }
    return false
  }

  /** Keeps the terms that are true in this dimension too. */
  function narrow(dimension: number): void {
    const { tested } = list[dimension]!.table
    const { row, summary } = ensure(dimension)
    for (let i = 0; i < alive.length; i++) {
      alive[i]! &= summary[i]!
      for (let words = alive[i]! & tested[i]!; words !== 0; words &= words - 1) {
        const bit = words & -words
        const word = i * 32 + 31 - Math.clz32(bit)
        holding[word]! &= row[word]!
        if (holding[word] === 0) alive[i]! ^= bit
      }
    }
  }

  return {
    forEachTerm,
    turn: () => {
      request++
    },
    rowOf: (dimension) => ensure(dimension).row,
    isTested: (dimension, term) => ((testedTerms[dimension]![term >>> 5]! >>> (term & 31)) & 1) === 1,
    testHolds: (dimension, test, doubt) => testHoldsNow(ensure(dimension), test, doubt),
    restsOnDoubt: (term) => states.some((state) => state.request === request && restsOnDoubt(state, term)),
  }
}

/** The list of flips that stands for an unknown address. */
const inDoubt = -1

function copyWords(from: Int32Array, to: Int32Array): void {
  if (from.length > 64) to.set(from)
  else for (let i = 0; i < from.length; i++) to[i] = from[i]!
}
