import { join, relative } from 'node:path'
import { CliError } from '../io.ts'
import type { FoundConfig } from '@tidegate/node'

/**
 * Returns the policies that a command works on, as paths relative to `cwd`: those that were named, otherwise those of `tidegate.yaml`.
 * Throws `CliError` if there are none.
 */
export async function policyFiles(
  named: readonly string[],
  found: FoundConfig | undefined,
  cwd: string,
): Promise<readonly string[]> {
  if (named.length > 0) return named
  if (found?.config.policy === undefined) {
    throw new CliError('no policy given', 'name a file, or write `policy: site.policy` in a tidegate.yaml')
  }
  const { findFiles } = await import('./find-files.ts')
  const files = await findFiles(found.folder, found.config.policy)
  if (files.length === 0) throw new CliError(`\`policy\` in \`${found.path}\` matches no file`)
  return files.map((file) => relative(cwd, join(found.folder, file)) || file)
}

/** Returns the policy that a command works on. Throws `CliError` if there is none, or more than one. */
export async function policyFile(
  named: string | undefined,
  found: FoundConfig | undefined,
  cwd: string,
): Promise<string> {
  const files = await policyFiles(named === undefined ? [] : [named], found, cwd)
  if (files.length > 1)
    throw new CliError(`expected one policy, found ${files.length}`, `name one of ${files.join(', ')}`)
  return files[0]!
}
