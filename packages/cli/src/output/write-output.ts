import { randomBytes } from 'node:crypto'
import { open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Io } from '../io.ts'
import { cannotWrite } from './cannot-write.ts'

/**
 * Writes the result of a command to standard output or to a file. For a file, a temporary file in the same folder is written and renamed,
 * so that a reader sees either the old text or the new one. Links and permissions are kept. Throws `CliError` if it cannot be written.
 */
export async function writeOutput(
  text: string,
  output: string | undefined,
  io: Pick<Io, 'raw' | 'cwd'>,
): Promise<void> {
  if (output === undefined) {
    io.raw(text)
    return
  }
  const named = resolve(io.cwd, output)
  const path = await realpath(named).catch(() => named)
  const temporary = join(dirname(path), `.tidegate-${randomBytes(6).toString('hex')}.tmp`)
  try {
    const mode = await stat(path).then(
      (before) => before.mode & 0o777,
      () => 0o644,
    )
    const handle = await open(temporary, 'wx', mode)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw cannotWrite(output, error)
  }
}
