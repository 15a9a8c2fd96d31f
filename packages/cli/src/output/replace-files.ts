import { randomBytes } from 'node:crypto'
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { CliError } from '../io.ts'
import { cannotWrite } from './cannot-write.ts'

/** New text of a file; `before` is the text that it must still contain. */
export interface Replacement {
  readonly path: string
  /** Name in messages. */
  readonly shown: string
  readonly before: string
  readonly after: string
}

/**
 * Replaces the texts of files. Each new text is first written to a temporary file in the same folder, which is then renamed: a reader sees
 * either the old text or the new one, and if one file cannot be written, none is changed. Links, permissions and byte order marks are kept.
 * Throws `CliError` for a file that has changed in the meantime, is not valid UTF-8 or cannot be written.
 */
export async function replaceFiles(replacements: readonly Replacement[]): Promise<void> {
  const written: { readonly temporary: string; readonly path: string }[] = []
  try {
    for (const replacement of replacements) written.push(await writeTemporary(replacement))
    for (const { temporary, path } of written) await rename(temporary, path)
  } catch (error) {
    await Promise.all(written.map(({ temporary }) => rm(temporary, { force: true })))
    throw error
  }
}

async function writeTemporary({
  path,
  shown,
  before,
  after,
}: Replacement): Promise<{ temporary: string; path: string }> {
  const real = await realpath(path)
  const bytes = await readFile(real)
  const mark = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? '\ufeff' : ''
  if (!bytes.equals(Buffer.from(mark + before))) {
    throw new CliError(`\`${shown}\` changed while it was checked, or is not valid UTF-8`, 'run the command again')
  }
  const temporary = join(dirname(real), `.tidegate-${randomBytes(6).toString('hex')}.tmp`)
  try {
    const { mode } = await stat(real)
    const handle = await open(temporary, 'wx', mode & 0o777)
    try {
      await handle.writeFile(mark + after)
      await handle.chmod(mode & 0o777)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return { temporary, path: real }
  } catch (error) {
    await rm(temporary, { force: true })
    const { message, help } = cannotWrite(shown, error)
    throw new CliError(`${message}; nothing was changed`, help)
  }
}
