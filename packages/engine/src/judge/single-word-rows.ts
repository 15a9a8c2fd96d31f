import { type ZoneReader } from '@tidegate/values'
import type { Dimension } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'
import { exemptTerms } from './dimension-state.ts'
import type { RequestView } from './request-view.ts'
import { createRows, type Rows } from './rows.ts'
import { Doubts, readAddress, readText, readTime, readWide, type WordDimension } from './word-dimensions.ts'
import { isWordOfText } from './word-of-text.ts'

/** The methods of `Rows` that a judge uses. */
export type TermReader = Pick<Rows, 'forEachTerm' | 'testHolds' | 'restsOnDoubt'>

/**
 * The rows of a plan with at most 32 terms, as most plans have: each row is a bitset of one word.
 *
 * WHY: between the system calls of a server, most data that a decision reads has left the processor's caches. Here it is a few numbers per
 * dimension; the rows of `createRows` are lists of words, each several cache lines away. Those are created only for plans that need
 * them: for residuals, and for texts whose atoms do not fit into one number.
 */
export class SingleWordRows implements TermReader {
  readonly #dimensions: readonly WordDimension[]
  readonly #doubts: Doubts
  readonly #all: number
  #wide: Rows | undefined

  constructor(plan: Plan, requests: RequestView, zones: ZoneReader) {
    const { terms, list } = plan.dimensions
    const isWord = (dimension: Dimension): boolean => dimension.kind !== 'text' || isWordOfText(plan, dimension)
    if (terms.residuals.length > 0 || !list.every(isWord)) this.#wide = createRows(plan, requests, zones)
    this.#all = terms.count === 32 ? -1 : (1 << terms.count) - 1
    const doubts = new Doubts(exemptTerms(plan)[0]!)
    this.#doubts = doubts
    this.#dimensions = list.map((dimension, index): WordDimension => {
      switch (dimension.kind) {
        case 'time':
          return readTime(dimension, { plan, requests, doubts, zones })
        case 'address':
          return readAddress(dimension, { plan, requests, doubts, zones })
        case 'text':
          return isWord(dimension)
            ? readText(dimension, { plan, requests, doubts, zones })
            : readWide(dimension, index, this.#wide!)
      }
    })
  }

  forEachTerm(visit: (term: number) => void): void {
    this.#wide?.turn()
    this.#doubts.terms = 0
    const dimensions = this.#dimensions
    let holds = this.#all
    for (let i = 0; i < dimensions.length; i++) {
      const dimension = dimensions[i]!
      if ((holds & dimension.tested) !== 0) holds &= dimension.read()
    }
    for (; holds !== 0; holds &= holds - 1) visit(31 - Math.clz32(holds & -holds))
  }

  testHolds(dimension: number, test: number, doubt: boolean): boolean {
    return this.#wide!.testHolds(dimension, test, doubt)
  }

  restsOnDoubt(term: number): boolean {
    return ((this.#doubts.terms >>> term) & 1) === 1 || this.#wide?.restsOnDoubt(term) === true
  }
}
