import { addressOf, type AddressSubject, isTimeKnown, isUnknown, type TextSubject } from '@tidegate/model'
import { classOf, type ZoneReader } from '@tidegate/values'
import type { AddressDimension, TestTable, TextDimension, TimeDimension } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'
import { bitsOfTest, createDimensionState, type DimensionState, exemptTerms } from './dimension-state.ts'
import type { RequestView } from './request-view.ts'
import type { Rows } from './rows.ts'
import { createTimeSetter, type TimeSetter } from './set-time.ts'
import { isEverUnknown } from './text-subject.ts'
import { WordOfText } from './word-of-text.ts'

/** A dimension whose row is one word. WHY classes: V8 inlines the methods of a few classes, but not functions that are called from one place. */
export interface WordDimension {
  /** The terms that have a test in this dimension. */
  readonly tested: number
  /** The row for the current request. */
  read(): number
}

/** What the words of dimensions are read from. */
interface Source {
  readonly plan: Plan
  readonly requests: RequestView
  readonly doubts: Doubts
  readonly zones: ZoneReader
}

/** The terms with a test in a dimension that is unknown for the current request. */
export class Doubts {
  terms = 0
  readonly #exempt: number

  constructor(exempt: number) {
    this.#exempt = exempt
  }

  /** The row of an unknown dimension: its tests are true, except in the terms of exemptions. */
  rowOf(tested: number): number {
    this.terms |= tested
    return ~(tested & this.#exempt)
  }
}

export function readTime(dimension: TimeDimension, { plan, requests, doubts, zones }: Source): WordDimension {
  const state = createDimensionState(dimension.table, exemptTerms(plan))
  return new TimeWord(dimension.table, state, createTimeSetter(plan.model, dimension, state, zones), requests, doubts)
}

export function readAddress(dimension: AddressDimension, { plan, requests, doubts }: Source): WordDimension {
  return new AddressWord(dimension, plan.dimensions.prefixes, requests, doubts)
}

export function readText(dimension: TextDimension, { requests, doubts }: Source): WordDimension {
  return new TextWord(dimension, new WordOfText(dimension, requests), requests, doubts)
}

/** A dimension whose row is read from rows of several words. */
export function readWide({ table }: TextDimension, index: number, rows: Rows): WordDimension {
  return new WideWord(table, index, rows)
}

class TimeWord implements WordDimension {
  readonly tested: number
  readonly #state: DimensionState
  readonly #set: TimeSetter
  readonly #requests: RequestView
  readonly #doubts: Doubts

  constructor(table: TestTable, state: DimensionState, set: TimeSetter, requests: RequestView, doubts: Doubts) {
    this.tested = testedTerms(table)
    this.#state = state
    this.#set = set
    this.#requests = requests
    this.#doubts = doubts
  }

  read(): number {
    const { facts } = this.#requests.view
    if (!isTimeKnown(facts)) return this.#doubts.rowOf(this.tested)
    this.#set(facts)
    return this.#state.row[0]!
  }
}

class AddressWord implements WordDimension {
  readonly tested: number
  readonly #subject: AddressSubject
  readonly #prefixes: Plan['dimensions']['prefixes']
  readonly #flipsOfClass: AddressDimension['flipsOfClass']
  readonly #rowOfList: Int32Array
  readonly #requests: RequestView
  readonly #doubts: Doubts

  constructor(
    { subject, table, flipsOfClass, flips }: AddressDimension,
    prefixes: Plan['dimensions']['prefixes'],
    requests: RequestView,
    doubts: Doubts,
  ) {
    this.tested = testedTerms(table)
    this.#subject = subject
    this.#prefixes = prefixes
    this.#flipsOfClass = flipsOfClass
    this.#rowOfList = Int32Array.from({ length: flips.starts.length - 1 }, (_, list) => {
      let row = table.row[0]!
      for (let at = flips.starts[list]!; at < flips.starts[list + 1]!; at++) row ^= bitsOfTest(table, flips.items[at]!)
      return row
    })
    this.#requests = requests
    this.#doubts = doubts
  }

  read(): number {
    const { view } = this.#requests
    const ip = addressOf(this.#subject, view)
    if (ip !== undefined) return this.#rowOfList[this.#flipsOfClass[classOf(this.#prefixes, ip)]!]!
    return isUnknown(this.#subject, view.facts) ? this.#doubts.rowOf(this.tested) : this.#rowOfList[0]!
  }
}

class TextWord implements WordDimension {
  readonly tested: number
  readonly #subject: TextSubject
  readonly #isEverUnknown: boolean
  readonly #word: WordOfText
  readonly #requests: RequestView
  readonly #doubts: Doubts

  constructor({ subject, table }: TextDimension, word: WordOfText, requests: RequestView, doubts: Doubts) {
    this.tested = testedTerms(table)
    this.#subject = subject
    this.#isEverUnknown = isEverUnknown(subject)
    this.#word = word
    this.#requests = requests
    this.#doubts = doubts
  }

  read(): number {
    if (this.#isEverUnknown && isUnknown(this.#subject, this.#requests.view.facts))
      return this.#doubts.rowOf(this.tested)
    return this.#word.read()
  }
}

class WideWord implements WordDimension {
  readonly tested: number
  readonly #dimension: number
  readonly #rows: Rows

  constructor(table: TestTable, dimension: number, rows: Rows) {
    this.tested = testedTerms(table)
    this.#dimension = dimension
    this.#rows = rows
  }

  read(): number {
    return this.#rows.rowOf(this.#dimension)[0]!
  }
}

function testedTerms(table: TestTable): number {
  let tested = 0
  for (const bits of table.bits) tested |= bits
  return tested
}
