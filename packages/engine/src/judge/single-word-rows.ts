import { addressOf, isTimeKnown, isUnknown } from '@tidegate/model'
import { classOf, type ZoneReader } from '@tidegate/values'
import type { AddressDimension, TestTable, TextDimension, TimeDimension } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'
import { bitsOfTest, createDimensionState, exemptTerms } from './dimension-state.ts'
import type { RequestView } from './request-view.ts'
import { createRows, type Rows } from './rows.ts'
import { createTimeSetter } from './set-time.ts'
import { isEverUnknown } from './text-subject.ts'
import { createWordReader } from './word-of-text.ts'

/** The methods of `Rows` that a judge uses. */
export type TermReader = Pick<Rows, 'forEachTerm' | 'testHolds' | 'restsOnDoubt'>

/** A dimension whose row is one word. */
interface WordDimension {
  /** The terms that have a test in this dimension. */
  readonly tested: number
  /** The row for the current request. */
  readonly read: () => number
}

/**
 * Creates the rows of a plan with at most 32 terms, as most plans have: each row is a bitset of one word.
 *
 * WHY: between the system calls of a server, most data that a decision reads has left the processor's caches. Here it is a few numbers per
 * dimension; the rows of `createRows` are lists of words, each several cache lines away. Those are created only for plans that need
 * them: for residuals, and for texts whose atoms do not fit into one number.
 */
export function createSingleWordRows(plan: Plan, requests: RequestView, zones: ZoneReader): TermReader {
  const { terms, list, prefixes } = plan.dimensions
  const exempt = exemptTerms(plan)
  // The terms with a test in a dimension that is unknown for the current request.
  let doubtful = 0
  let wide: Rows | undefined
  if (terms.residuals.length > 0) wideRows()
  const dimensions = list.map((dimension, index): WordDimension => {
    const tested = testedTerms(dimension.table)
    switch (dimension.kind) {
      case 'time':
        return { tested, read: readTime(dimension, tested) }
      case 'address':
        return { tested, read: readAddress(dimension, tested) }
      case 'text':
        return { tested, read: readText(dimension, tested) ?? readWide(index) }
    }
  })
  const all = terms.count === 32 ? -1 : (1 << terms.count) - 1

  function wideRows(): Rows {
    wide ??= createRows(plan, requests, zones)
    return wide
  }

  function readWide(dimension: number): () => number {
    const rows = wideRows()
    return () => rows.rowOf(dimension)[0]!
  }

  /** The row of an unknown dimension: its tests are true, except in the terms of exemptions. */
  function doubt(tested: number): number {
    doubtful |= tested
    return ~(tested & exempt[0]!)
  }

  function readTime(dimension: TimeDimension, tested: number): () => number {
    const state = createDimensionState(dimension.table, exempt)
    const set = createTimeSetter(plan.model, dimension, state, zones)
    return () => {
      const { facts } = requests.view
      if (!isTimeKnown(facts)) return doubt(tested)
      set(facts)
      return state.row[0]!
    }
  }

  function readText(dimension: TextDimension, tested: number): (() => number) | undefined {
    const read = createWordReader(plan, dimension, requests)
    const { subject } = dimension
    if (read === undefined || !isEverUnknown(subject)) return read
    return () => (isUnknown(subject, requests.view.facts) ? doubt(tested) : read())
  }

  function readAddress({ subject, table, flipsOfClass, flips }: AddressDimension, tested: number): () => number {
    const rowOfList = Int32Array.from({ length: flips.starts.length - 1 }, (_, list) => {
      let row = table.row[0]!
      for (let at = flips.starts[list]!; at < flips.starts[list + 1]!; at++) row ^= bitsOfTest(table, flips.items[at]!)
      return row
    })
    return () => {
      const ip = addressOf(subject, requests.view)
      if (ip === undefined && isUnknown(subject, requests.view.facts)) return doubt(tested)
      return rowOfList[ip === undefined ? 0 : flipsOfClass[classOf(prefixes, ip)]!]!
    }
  }

  function forEachTerm(visit: (term: number) => void): void {
    wide?.turn()
    doubtful = 0
    let holds = all
    for (let i = 0; i < dimensions.length; i++) {
      const { tested, read } = dimensions[i]!
      if ((holds & tested) !== 0) holds &= read()
    }
    for (; holds !== 0; holds &= holds - 1) visit(31 - Math.clz32(holds & -holds))
  }

  return {
    forEachTerm,
    testHolds: (dimension, test, value) => wideRows().testHolds(dimension, test, value),
    restsOnDoubt: (term) => ((doubtful >>> term) & 1) === 1 || wide?.restsOnDoubt(term) === true,
  }
}

function testedTerms(table: TestTable): number {
  let tested = 0
  for (const bits of table.bits) tested |= bits
  return tested
}
