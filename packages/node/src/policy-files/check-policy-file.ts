import { realpathSync } from 'node:fs'
import { dirname, relative, resolve, sep } from 'node:path'
import { checkPolicy, type Checked } from '@tidegate/dsl'
import type { Source } from '@tidegate/model'
import { escapeControls } from '@tidegate/values'
import { type AskedFile, confineFiles, reasonUnreadable } from './confined-files.ts'
import { PolicyError } from './policy-error.ts'
import { decode, type HostExtras, maxTextBytes, policyHost } from './policy-host.ts'

/** Options for loading a policy: the folder of its files, and the additions of the host. */
export interface LoadPolicyOptions extends HostExtras {
  /** The folder that must contain all files of the policy. Default: the folder of the policy file, with links resolved. */
  readonly root?: string
}

/** A checked policy file. */
export interface CheckedPolicyFile extends Checked {
  /** All files that were read or not found, for a watcher. */
  readonly asked: readonly AskedFile[]
}

/**
 * Reads and checks a policy file with all files that it refers to, and with statements that are added to it. Synchronous. Throws a `PolicyError` if the policy file itself cannot be
 * read; other errors are in the diagnostics.
 */
export function checkPolicyFile(
  path: string,
  options: LoadPolicyOptions = {},
  additions: readonly Source[] = [],
): CheckedPolicyFile {
  const { root, ...extras } = options
  const real = realPath(path, path)
  const folder = root === undefined ? dirname(real) : realPath(root, path)
  const files = confineFiles(folder, root === undefined ? undefined : `the root \`${root}\``)
  const content = files.read(relative(folder, real).split(sep).join('/'), '', maxTextBytes)
  if (content.kind === 'error')
    throw new PolicyError(`cannot read the policy \`${escapeControls(path)}\`: ${content.message}`, [])
  const checked = checkPolicy({ file: content.file, text: decode(content.bytes) }, policyHost(files, extras, additions))
  const asked = files.asked()
  const named = resolve(path)
  // If the policy is given by a link, it changes when the link does.
  const link = asked.some((file) => file.path === named) ? [] : [{ path: named, stamp: asked[0]?.stamp }]
  return { ...checked, asked: [...link, ...asked] }
}

function realPath(path: string, policy: string): string {
  try {
    return realpathSync.native(path)
  } catch (error) {
    throw new PolicyError(
      `cannot read the policy \`${escapeControls(policy)}\`: ${faultOf(error, path === policy)}`,
      [],
    )
  }
}

function faultOf(error: unknown, isPolicy: boolean): string {
  if (isPolicy && error instanceof Error && 'code' in error && error.code === 'ENOENT')
    return 'no such file. Relative paths start at the working directory; `npx @tidegate/cli init` writes a first policy'
  return reasonUnreadable(error)
}
