import type { Diagnostic } from '@tidegate/model'

/** A policy that cannot be enforced: its file cannot be read, or its text has errors. The message shows every one with its place. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(message: string, diagnostics: readonly Diagnostic[]) {
    super(message)
    this.diagnostics = diagnostics
  }
}
