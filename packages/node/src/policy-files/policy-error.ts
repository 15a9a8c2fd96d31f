import type { Diagnostic } from '@tidegate/model'

/** The error for a policy that cannot be read or is invalid. The message contains all errors of the policy with their positions. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(message: string, diagnostics: readonly Diagnostic[]) {
    super(message)
    this.diagnostics = diagnostics
  }
}
