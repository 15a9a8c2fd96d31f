/** One text of a policy: the policy file itself, an included file, or the result of an importer. */
export interface Source {
  /** Name shown in diagnostics and decisions: relative to the policy's root folder. */
  readonly file: string
  readonly text: string
  /**
   * For text from an importer: the line of the original file (1-based) for each line of `text`, so that a rule is reported at
   * `robots.txt:12`. Absent for hand-written text.
   */
  readonly originalLines?: readonly (number | undefined)[]
}

/** A range of one source: offsets in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly file: string
  readonly start: number
  readonly end: number
}

/** A location for readers: lines and columns are 1-based, columns count UTF-16 code units, and the end is exclusive. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}
