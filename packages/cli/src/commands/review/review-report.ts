/** What a review consists of, in this order. */
export type ReviewPart = 'check' | 'tests' | 'coverage' | 'diff' | 'replay'

/** `good`; `note`, which a reader should know; or `bad`, which fails the review. */
export type ReviewState = 'good' | 'note' | 'bad'

/** One thing that a review found. */
export interface ReviewRow {
  readonly part: ReviewPart
  readonly state: ReviewState
  /** What was found. Names and rules are between backticks. */
  readonly result: string
  /** Reasons, places and examples, in the same form; may be empty. */
  readonly details: string
}

/** Output of `review --json`. Later versions only add to it; `schemas/review.schema.json` describes it. */
export interface ReviewReport {
  readonly version: 1
  /** Whether no row is `bad`. */
  readonly passed: boolean
  /** Whether a policy may let through what it refused at the revision. */
  readonly looser: boolean
  /** The revision that `--git` names. */
  readonly revision?: string
  readonly policies: readonly string[]
  readonly rows: readonly ReviewRow[]
}

/** Returns a text between backticks, for a result; those in the text become apostrophes. */
export function quoted(text: string): string {
  return `\`${text.replaceAll('`', '’')}\``
}

/** Returns at most `most` rows, and one more that says how many are left out, and where they are. */
export function atMost(rows: readonly ReviewRow[], most: number, where: string): readonly ReviewRow[] {
  const [first] = rows
  if (first === undefined || rows.length <= most) return rows
  const rest = rows.slice(most)
  const state = rest.some((row) => row.state === 'bad') ? 'bad' : 'note'
  return [...rows.slice(0, most), { part: first.part, state, result: `${rest.length} more`, details: `see ${where}` }]
}
