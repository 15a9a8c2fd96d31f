import { realpathSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { checkPolicy, type Checked } from '@tidegate/dsl'
import { type AskedFile, confineFiles } from './confined-files.ts'
import { PolicyError } from './policy-error.ts'
import { decode, type HostExtras, maxTextBytes, policyHost } from './policy-host.ts'

/** Where a policy's files may lie, and what its host adds. */
export interface LoadPolicyOptions extends HostExtras {
  /** The folder below which all files of the policy must lie. Default: the folder of the policy file, links resolved. */
  readonly root?: string
}

/** A policy file, checked. */
export interface CheckedPolicyFile extends Checked {
  /** Everything that was read or looked for, there or not: what a watcher watches. */
  readonly asked: readonly AskedFile[]
}

/**
 * Reads and checks a policy file, with all files that it names. Blocks while it does. Throws a `PolicyError` when the policy file itself
 * cannot be read; everything else is in the diagnostics.
 */
export function checkPolicyFile(path: string, options: LoadPolicyOptions = {}): CheckedPolicyFile {
  const { root, ...extras } = options
  const real = realPath(path, path)
  const folder = root === undefined ? dirname(real) : realPath(root, path)
  const files = confineFiles(folder)
  const content = files.read(relative(folder, real).split(sep).join('/'), '', maxTextBytes)
  if (content.kind === 'error') throw new PolicyError(`cannot read the policy \`${path}\`: ${content.message}`, [])
  const checked = checkPolicy({ file: content.file, text: decode(content.bytes) }, policyHost(files, extras))
  const asked = files.asked()
  const named = resolve(path)
  // A policy that is named by a link changes when the link does.
  const link = asked.some((file) => file.path === named) ? [] : [{ path: named, stamp: asked[0]?.stamp }]
  return { ...checked, asked: [...link, ...asked] }
}

function realPath(path: string, policy: string): string {
  try {
    return realpathSync.native(path)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new PolicyError(`cannot read the policy \`${policy}\`: ${message}`, [])
  }
}
