import type { Diagnostic, Source } from '@tidegate/model'
import type { Plan } from '@tidegate/engine'
import type { LoadPolicyOptions } from './check-policy-file.ts'
import { type AdditionFault, compileAmended } from './additions.ts'
import type { AskedFile } from './confined-files.ts'
import { explainFailure } from './explain-failure.ts'
import { PolicyError } from './policy-error.ts'

/** The result of compiling a policy for a gate, as plain data that a worker can send. */
export type Compiled =
  | {
      readonly kind: 'plan'
      readonly plan: Plan
      readonly files: readonly AskedFile[]
      /** Why statements that were to be added are not in the plan, by their names. */
      readonly faults: ReadonlyMap<string, AdditionFault>
    }
  | {
      readonly kind: 'failure'
      /** All errors with their positions, formatted as text. */
      readonly message: string
      readonly diagnostics: readonly Diagnostic[]
      /** Files of the policy; empty if the policy file itself could not be read. */
      readonly files: readonly AskedFile[]
    }

/** Compiles a policy for a gate; errors are part of the result. Synchronous. */
export function compileJob(path: string, options: LoadPolicyOptions, additions: readonly Source[] = []): Compiled {
  try {
    const { loaded, faults } = compileAmended(path, options, additions)
    const { plan, asked: files, diagnostics, sources } = loaded
    if (plan !== undefined) return { kind: 'plan', plan, files, faults }
    const message = `the policy \`${path}\` has errors:\n${explainFailure(diagnostics, sources)}`
    return { kind: 'failure', message, diagnostics, files }
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error
    return { kind: 'failure', message: error.message, diagnostics: error.diagnostics, files: [] }
  }
}
