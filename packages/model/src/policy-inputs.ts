/** The names of the optional parts of a request that a policy reads. Other fields, parameters and cookies are not read. */
export interface PolicyInputs {
  /** Names of the header fields that the policy reads, in lower case. */
  readonly headers: readonly string[]
  readonly queries: readonly string[]
  readonly cookies: readonly string[]
}
