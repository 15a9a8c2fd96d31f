/** A file that another one includes. */
export interface IncludedFile {
  /** Its path as notes show it; equal for the same file, however it is included. */
  readonly path: string
  readonly text: string
}

/**
 * Returns the files that a path or a pattern (`sites-enabled/*`) of an `include` names, in the order of their names; none if no file
 * matches, or if none can be read. A relative pattern is relative to the folder of the imported file. The function bounds the number and
 * size of files itself; what it throws is thrown by `importFile`.
 */
export type ReadIncluded = (pattern: string) => readonly IncludedFile[]
