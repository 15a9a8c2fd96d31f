import { acceptCosts, defaultLanguageLimits } from '@tidegate/dsl'
import { findCosts } from './find-costs.ts'
import { planPolicy } from '@tidegate/engine/tools'
import type { Source } from '@tidegate/model'
import { checkOptions, type Plan } from '@tidegate/engine'
import { checkPolicyFile, type CheckedPolicyFile, type LoadPolicyOptions } from './check-policy-file.ts'

/** A checked and compiled policy file. Its diagnostics end with those about costs (TG434, TG435). */
export interface LoadedPolicy extends CheckedPolicyFile {
  /** The plan; undefined if there are errors. */
  readonly plan: Plan | undefined
}

/**
 * Reads, checks and compiles a policy file with all files that it refers to. The call is synchronous, so a running server should make it in a
 * worker. `additions` are statements that are added to the policy. Throws a `PolicyError` if the policy file itself cannot be read; other errors are in the diagnostics.
 */
export function compilePolicy(
  path: string,
  options: LoadPolicyOptions = {},
  additions: readonly Source[] = [],
): LoadedPolicy {
  checkOptions('loadPolicy', options, ['root', 'plugins', 'catalog', 'limits'])
  const checked = checkPolicyFile(path, options, additions)
  if (checked.model === undefined) return { ...checked, plan: undefined }
  const plan = planPolicy(checked.model)
  const { decisionSteps } = { ...defaultLanguageLimits, ...options.limits }
  const costs = acceptCosts(checked.acceptances, findCosts(plan, checked.sources, decisionSteps))
  return {
    ...checked,
    diagnostics: [...checked.diagnostics, ...costs.diagnostics],
    accepted: [...checked.accepted, ...costs.accepted],
    plan,
  }
}

/** Loads a policy file's model, plan and diagnostics. Rejects with a `PolicyError` if the policy file itself cannot be read. */
export async function loadPolicy(path: string, options: LoadPolicyOptions = {}): Promise<LoadedPolicy> {
  return compilePolicy(path, options)
}
