import { addressOf } from '@tidegate/model'
import { classOf, type ZoneReader } from '@tidegate/values'
import type { AddressDimension, TestTable, TimeDimension } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'
import { bitsOfTest, createDimensionState } from './dimension-state.ts'
import type { RequestView } from './request-view.ts'
import { createRows, type Rows } from './rows.ts'
import { createTimeSetter } from './set-time.ts'
import { createWordReader } from './word-of-text.ts'

/** What a judge asks of rows. */
export type TermReader = Pick<Rows, 'forEachTerm' | 'testHolds' | 'testsTime'>

/** A dimension whose row is a number. */
interface WordDimension {
  /** The terms that have a test in it. */
  readonly tested: number
  /** The row for the request at hand. */
  readonly read: () => number
}

/**
 * Rows of a plan of at most 32 terms, which most have: each is a number.
 *
 * WHY: what a decision looks at between the system calls of a server is mostly far from the processor. Here it is a few numbers for each
 * dimension; rows as `createRows` has them are lists of words, each some lines of memory away. They read what is more than a number.
 */
export function createWordRows(plan: Plan, requests: RequestView, zones: ZoneReader): TermReader {
  const { terms, list, prefixes } = plan.dimensions
  const rows = createRows(plan, requests, zones)
  let usesRows = terms.residuals.length > 0
  const dimensions = list.map((dimension, index): WordDimension => {
    const tested = testedTerms(dimension.table)
    switch (dimension.kind) {
      case 'time':
        return { tested, read: readTime(dimension) }
      case 'address':
        return { tested, read: readAddress(dimension) }
      case 'text': {
        const read = createWordReader(plan, dimension, requests)
        if (read !== undefined) return { tested, read }
        usesRows = true
        return { tested, read: () => rows.rowOf(index)[0]! }
      }
    }
  })
  const all = terms.count === 32 ? -1 : (1 << terms.count) - 1

  function readTime(dimension: TimeDimension): () => number {
    const state = createDimensionState(dimension.table)
    const setter = createTimeSetter(plan.model, terms, dimension, state, zones)
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
    if (usesRows) rows.turn()
    let holds = all
    for (let i = 0; i < dimensions.length; i++) {
      const { tested, read } = dimensions[i]!
      if ((holds & tested) !== 0) holds &= read()
    }
    for (; holds !== 0; holds &= holds - 1) visit(31 - Math.clz32(holds & -holds))
  }

  return { forEachTerm, testHolds: rows.testHolds, testsTime: rows.testsTime }
}

function testedTerms(table: TestTable): number {
  let tested = 0
  for (const bits of table.bits) tested |= bits
  return tested
}
