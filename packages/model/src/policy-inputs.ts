/** What must be read from a request, and nothing else is. */
export interface PolicyInputs {
  /** Lower-case names of header fields that the policy looks at. */
  readonly headers: readonly string[]
  readonly queries: readonly string[]
  readonly cookies: readonly string[]
}
