import { realpathSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { checkPolicy, type Checked } from '@tidegate/dsl'
import { planPolicy } from '../plan/plan-policy.ts'
import type { Plan } from '../plan/plan.ts'
import { type AskedFile, confineFiles } from './confined-files.ts'
import { PolicyError } from './policy-error.ts'
import { decode, type HostExtras, mostTextBytes, policyHost } from './policy-host.ts'

/** Where a policy's files may lie, and what its host adds. */
export interface LoadPolicyOptions extends HostExtras {
  /** The folder below which all files of the policy must lie. Default: the folder of the policy file, links resolved. */
  readonly root?: string
}

/** A policy file, checked and compiled. */
export interface LoadedPolicy extends Checked {
  /** Absent when there is an error. */
  readonly plan: Plan | undefined
  /** Everything that was read or looked for, there or not: what a watcher watches. */
  readonly asked: readonly AskedFile[]
}

/**
 * Reads, checks and plans a policy file, with all files that it names. Blocks while it does: a server that is at work has it done
 * in a worker. Throws a `PolicyError` when the policy file itself cannot be read; everything else is in the diagnostics.
 */
export function compilePolicy(path: string, options: LoadPolicyOptions = {}): LoadedPolicy {
  const { root, ...extras } = options
  const real = realPath(path, path)
  const folder = root === undefined ? dirname(real) : realPath(root, path)
  const files = confineFiles(folder)
  const content = files.read(relative(folder, real).split(sep).join('/'), '', mostTextBytes)
  if (content.kind === 'error') throw new PolicyError(`cannot read the policy \`${path}\`: ${content.message}`, [])
  const checked = checkPolicy({ file: content.file, text: decode(content.bytes) }, policyHost(files, extras))
  const plan = checked.model === undefined ? undefined : planPolicy(checked.model)
  const asked = files.asked()
  const named = resolve(path)
  // A policy that is named by a link changes when the link does.
  const link = asked.some((file) => file.path === named) ? [] : [{ path: named, stamp: asked[0]?.stamp }]
  return { ...checked, plan, asked: [...link, ...asked] }
}

/** A policy file's model, plan and diagnostics. Rejects with a `PolicyError` when the policy file itself cannot be read. */
export async function loadPolicy(path: string, options: LoadPolicyOptions = {}): Promise<LoadedPolicy> {
  return compilePolicy(path, options)
}

function realPath(path: string, policy: string): string {
  try {
    return realpathSync.native(path)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new PolicyError(`cannot read the policy \`${policy}\`: ${message}`, [])
  }
}
