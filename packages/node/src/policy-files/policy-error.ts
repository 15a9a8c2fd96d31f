import type { Diagnostic } from '@tidegate/model'

/**
 * The error for a policy that cannot be read or is invalid. The message contains all errors of the policy with their positions.
 *
 * WHY: Node prints `stack` and every enumerable property of an error that ends the process. The fault is in the policy, so neither calls nor
 * the diagnostics a second time help the reader.
 */
export class PolicyError extends Error {
  declare readonly diagnostics: readonly Diagnostic[]

  constructor(message: string, diagnostics: readonly Diagnostic[]) {
    super(message)
    const hidden = { enumerable: false, configurable: true }
    Object.defineProperties(this, {
      name: { value: 'PolicyError', ...hidden },
      diagnostics: { value: diagnostics, ...hidden },
      stack: { value: `PolicyError: ${message}`, writable: true, ...hidden },
    })
  }
}
