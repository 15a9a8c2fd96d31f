import type { TextSubject } from '@tidegate/model'
import type { TextDimension } from '../plan/dimensions.ts'
import type { Plan } from '../plan/plan.ts'
import type { RequestView } from './request-view.ts'
import { RowOfAtoms } from './row-of-atoms.ts'
import { foldsCase, isSingle } from './text-subject.ts'
import { WordFinders } from './word-finders.ts'

/** Whether the row of a text dimension can be read as a number: its subject has at most one value, and it has at most 32 atoms. */
export function isWordOfText(plan: Plan, dimension: TextDimension): boolean {
  return isSingle(plan, dimension) && dimension.table.atomCount <= 32
}

/** Reads the row of a text dimension for which `isWordOfText` holds, as a number. */
export class WordOfText {
  readonly #requests: RequestView
  readonly #subject: TextSubject
  readonly #isFoldedLater: boolean
  readonly #byDefault: number
  readonly #rows: RowOfAtoms
  readonly #finders: WordFinders
  readonly #atomOfBots: Int32Array | undefined
  // The atoms of an empty value, and of another one.
  readonly #ofBlank: number
  readonly #ofText: number
  /** WHY: such texts rarely change from request to request. */
  readonly #isSteady: boolean
  #last: string | undefined
  #row: number

  constructor(dimension: TextDimension, requests: RequestView) {
    const { subject, table, present, notEmpty, atomOfBots } = dimension
    this.#requests = requests
    this.#subject = subject
    this.#isFoldedLater = foldsCase(dimension)
    this.#byDefault = table.row[0]!
    this.#rows = new RowOfAtoms(table)
    this.#finders = new WordFinders(dimension)
    this.#atomOfBots = atomOfBots
    this.#ofBlank = present < 0 ? 0 : 1 << present
    this.#ofText = notEmpty < 0 ? this.#ofBlank : this.#ofBlank | (1 << notEmpty)
    this.#isSteady = subject.kind === 'host' || subject.kind === 'method' || subject.kind === 'user'
    this.#row = this.#byDefault
  }

  read(): number {
    const value = this.#requests.textOf(this.#subject, this.#isFoldedLater)
    if (!this.#isSteady) return this.#rowOf(value)
    if (value !== this.#last) {
      this.#last = value
      this.#row = this.#rowOf(value)
    }
    return this.#row
  }

  #rowOf(value: string | undefined): number {
    return value === undefined ? this.#byDefault : this.#rows.of(this.#atomsOf(value))
  }

  #atomsOf(value: string): number {
    const atoms = (value === '' ? this.#ofBlank : this.#ofText) | this.#finders.atomsOf(value)
    return this.#atomOfBots === undefined ? atoms : atoms | this.#claimedAtoms(this.#atomOfBots)
  }

  #claimedAtoms(atomOfBots: Int32Array): number {
    const { claims, claimCount } = this.#requests.readAgent()!
    let atoms = 0
    for (let i = 0; i < claimCount; i++) {
      const atom = atomOfBots[claims[i]!]!
      if (atom >= 0) atoms |= 1 << atom
    }
    return atoms
  }
}
