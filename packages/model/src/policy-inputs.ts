/** The inputs that are read from a request; nothing else is read. */
export interface PolicyInputs {
  /** Names of the header fields that the policy reads, in lower case. */
  readonly headers: readonly string[]
  readonly queries: readonly string[]
  readonly cookies: readonly string[]
}
