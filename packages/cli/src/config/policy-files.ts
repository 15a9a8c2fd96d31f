import { join, relative } from 'node:path'
import { CliError } from '../io.ts'
import type { FoundConfig } from './config.ts'

/**
 * The policies that a command is about: those that were named, else those of `tidegate.yaml`, as paths relative to `cwd`. Throws
 * `CliError` where neither names any.
 */
export async function policyFiles(
  named: readonly string[],
  found: FoundConfig | undefined,
  cwd: string,
): Promise<readonly string[]> {
  if (named.length > 0) return named
  if (found?.config.policy === undefined) {
    throw new CliError('which policy?', 'name a file, or write `policy: site.policy` in a tidegate.yaml')
  }
  const { findFiles } = await import('./find-files.ts')
  const files = await findFiles(found.folder, found.config.policy)
  if (files.length === 0) throw new CliError(`\`policy\` in \`${found.path}\` matches no file`)
  return files.map((file) => relative(cwd, join(found.folder, file)) || file)
}

/** The one policy that a command is about. Throws `CliError` where there is none, or more than one to choose from. */
export async function policyFile(
  named: string | undefined,
  found: FoundConfig | undefined,
  cwd: string,
): Promise<string> {
  const files = await policyFiles(named === undefined ? [] : [named], found, cwd)
  if (files.length > 1) throw new CliError(`there are ${files.length} policies`, `name one of ${files.join(', ')}`)
  return files[0]!
}
