import { addressOf } from '@tidegate/model'
import { classOf, type ZoneReader } from '@tidegate/values'
import type { AddressDimension, TestTable, TimeDimension } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'
import { bitsOfTest, createDimensionState } from './dimension-state.ts'
import type { RequestView } from './request-view.ts'
import { createRows, type Rows } from './rows.ts'
import { createTimeSetter } from './set-time.ts'
import { createWordReader } from './word-of-text.ts'

/** The methods of `Rows` that a judge uses. */
export type TermReader = Pick<Rows, 'forEachTerm' | 'testHolds' | 'testsTime'>

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
  const times: ((term: number) => boolean)[] = []
  let wide: Rows | undefined
  if (terms.residuals.length > 0) wideRows()
  const dimensions = list.map((dimension, index): WordDimension => {
    const tested = testedTerms(dimension.table)
    switch (dimension.kind) {
      case 'time':
        return { tested, read: readTime(dimension) }
      case 'address':
        return { tested, read: readAddress(dimension) }
      case 'text':
        return { tested, read: createWordReader(plan, dimension, requests) ?? readWide(index) }
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

  function readTime(dimension: TimeDimension): () => number {
    const state = createDimensionState(dimension.table)
    const setter = createTimeSetter(plan.model, terms, dimension, state, zones)
    times.push(setter.isTested)
    return () => {
      setter.set(requests.view.facts.nowMs)
      return state.row[0]!
    }
  }

  function readAddress({ subject, table, flipsOfClass, flips }: AddressDimension): () => number {
    const rowOfList = Int32Array.from({ length: flips.starts.length - 1 }, (_, list) => {
      let row = table.row[0]!
      for (let at = flips.starts[list]!; at < flips.starts[list + 1]!; at++) row ^= bitsOfTest(table, flips.items[at]!)
      return row
    })
    return () => {
      const ip = addressOf(subject, requests.view)
      return rowOfList[ip === undefined ? 0 : flipsOfClass[classOf(prefixes, ip)]!]!
    }
  }

  function forEachTerm(visit: (term: number) => void): void {
    wide?.turn()
    let holds = all
    for (let i = 0; i < dimensions.length; i++) {
      const { tested, read } = dimensions[i]!
      if ((holds & tested) !== 0) holds &= read()
    }
    for (; holds !== 0; holds &= holds - 1) visit(31 - Math.clz32(holds & -holds))
  }

  return {
    forEachTerm,
    testHolds: (dimension, test) => wideRows().testHolds(dimension, test),
    testsTime: (term) => times.some((isTested) => isTested(term)),
  }
}

function testedTerms(table: TestTable): number {
  let tested = 0
  for (const bits of table.bits) tested |= bits
  return tested
}
