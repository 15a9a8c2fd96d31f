/** One text that takes part in a policy: the policy file itself, an included file, or what an importer made of another file. */
export interface Source {
  /** Name shown in diagnostics and decisions: relative to the policy's root folder. */
  readonly file: string
  readonly text: string
  /**
   * For text that an importer generated: the line of the original file (1-based) for each line of `text`, so that a
   * rule is reported at `robots.txt:12`. Absent for text that people wrote.
   */
  readonly originalLines?: readonly (number | undefined)[]
}

/** A stretch of one source: offsets in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly file: string
  readonly start: number
  readonly end: number
}

/** Where people look: lines and columns are 1-based, columns count UTF-16 code units, the end is exclusive. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}
