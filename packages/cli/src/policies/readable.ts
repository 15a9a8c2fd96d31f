import { accessSync, constants, type Stats, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { CliError } from '../io.ts'

/**
 * Resolves when the path is a file that is there; else throws `CliError` that says what is the matter and what to do. `help` is what to do
 * with a folder.
 */
export async function readable(path: string, shown: string, help = 'name the file itself'): Promise<void> {
  if (shown === '-') throw new CliError('standard input is not read here', 'name a file')
  const stats = await statsOf(path, shown)
  if (stats.isDirectory()) throw new CliError(`\`${shown}\` is a folder`, help)
  if (!stats.isFile()) throw new CliError(`\`${shown}\` is not a file`, help)
  try {
    accessSync(path, constants.R_OK)
  } catch {
    throw mayNot(shown)
  }
}

// WHY: it blocks, as to wait for a thread that looks takes longer than to look: the first one has to be started.
async function statsOf(path: string, shown: string): Promise<Stats> {
  try {
    return statSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw mayNot(shown)
    throw new CliError(
      `\`${shown}\` is not there`,
      (await similarName(path, shown)) ?? 'check the path; it is relative to where you are',
    )
  }
}

function mayNot(shown: string): CliError {
  return new CliError(`\`${shown}\` may not be read`, 'give this user permission to read it')
}

/** The file beside it that was probably meant, as a question. */
async function similarName(path: string, shown: string): Promise<string | undefined> {
  const names = await readdir(dirname(path)).catch(() => [])
  const { didYouMean } = await import('@tidegate/values')
  const similar = didYouMean(basename(path), names)
  return similar === undefined ? undefined : `did you mean \`${join(dirname(shown), similar)}\`?`
}
