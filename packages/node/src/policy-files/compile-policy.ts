import { defaultLanguageLimits } from '@tidegate/dsl'
import { findCosts } from './find-costs.ts'
import { planPolicy } from '@tidegate/engine/tools'
import type { Plan } from '@tidegate/engine'
import { checkPolicyFile, type CheckedPolicyFile, type LoadPolicyOptions } from './check-policy-file.ts'

/** A policy file, checked and compiled. Behind what checking finds stands what compiling finds about costs (TG434, TG435). */
export interface LoadedPolicy extends CheckedPolicyFile {
  /** Absent when there is an error. */
  readonly plan: Plan | undefined
}

/**
 * Reads, checks and plans a policy file, with all files that it names. Blocks while it does: a server that is at work has it done
 * in a worker. Throws a `PolicyError` when the policy file itself cannot be read; everything else is in the diagnostics.
 */
export function compilePolicy(path: string, options: LoadPolicyOptions = {}): LoadedPolicy {
  const checked = checkPolicyFile(path, options)
  if (checked.model === undefined) return { ...checked, plan: undefined }
  const plan = planPolicy(checked.model)
  const { decisionSteps } = { ...defaultLanguageLimits, ...options.limits }
  const costs = findCosts(plan, checked.sources, decisionSteps)
  return { ...checked, diagnostics: [...checked.diagnostics, ...costs], plan }
}

/** A policy file's model, plan and diagnostics. Rejects with a `PolicyError` when the policy file itself cannot be read. */
export async function loadPolicy(path: string, options: LoadPolicyOptions = {}): Promise<LoadedPolicy> {
  return compilePolicy(path, options)
}
