import { readFile } from 'node:fs/promises'
import { posix, resolve, sep } from 'node:path'
import type { Io } from '../../io.ts'
import { checkReadable } from '../../policies/check-readable.ts'

/**
 * Returns the bytes of a robots.txt, which are read as by an `import` in a policy, and the name of the file for comments. `-` is
 * standard input. Throws `CliError` if it cannot be read.
 */
export async function readRobotsFile(
  file: string,
  io: Io,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  if (file === '-') {
    const chunks: Uint8Array[] = []
    for await (const chunk of io.stdin()) chunks.push(chunk)
    return { name: 'robots.txt', bytes: Buffer.concat(chunks) }
  }
  const path = resolve(io.cwd, file)
  await checkReadable(path, file)
  return { name: posix.normalize(file.split(sep).join('/')), bytes: await readFile(path) }
}
