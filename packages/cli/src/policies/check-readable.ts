import { accessSync, constants, type Stats, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { didYouMean } from '@tidegate/values'
import { CliError } from '../io.ts'

/**
 * Resolves if the path is a file that can be read. Otherwise throws `CliError` with the reason and what to do; `help` is the advice for a
 * path that is a folder.
 */
export async function checkReadable(path: string, shown: string, help = 'name the file itself'): Promise<void> {
  if (shown === '-') throw new CliError('`-` is not supported here', 'name a file instead of standard input')
  const stats = await statsOf(path, shown)
  if (stats.isDirectory()) throw new CliError(`\`${shown}\` is a folder`, help)
  if (!stats.isFile()) throw new CliError(`\`${shown}\` is not a file`, help)
  try {
    accessSync(path, constants.R_OK)
  } catch {
    throw permissionDenied(shown)
  }
}

// WHY: synchronous, because starting the first thread of the pool takes longer than the call itself.
async function statsOf(path: string, shown: string): Promise<Stats> {
  try {
    return statSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw permissionDenied(shown)
    throw new CliError(
      `\`${shown}\`: no such file`,
      (await similarName(path, shown)) ?? 'check the path; it is relative to the current folder',
    )
  }
}

function permissionDenied(shown: string): CliError {
  return new CliError(`\`${shown}\`: permission denied`, 'give this user permission to read the file')
}

/** Returns a question that suggests a file with a similar name in the same folder; undefined if there is none. */
async function similarName(path: string, shown: string): Promise<string | undefined> {
  const names = await readdir(dirname(path)).catch(() => [])
  const similar = didYouMean(basename(path), names)
  return similar === undefined ? undefined : `did you mean \`${join(dirname(shown), similar)}\`?`
}
