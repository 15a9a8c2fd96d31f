import type { Diagnostic } from '@tidegate/model'

/** The error for a policy that cannot be read or has errors. The message contains all of them with their positions. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(message: string, diagnostics: readonly Diagnostic[]) {
    super(message)
    this.diagnostics = diagnostics
  }
}
