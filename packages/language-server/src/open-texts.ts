/** The texts of open documents by real path: what the editor holds, saved or not. */
export interface OpenTexts {
  readonly get: (path: string) => string | undefined
  /** Paths of open documents. */
  readonly paths: () => readonly string[]
}
