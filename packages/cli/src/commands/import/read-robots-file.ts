import { readFile } from 'node:fs/promises'
import { posix, resolve, sep } from 'node:path'
import type { Io } from '../../io.ts'
import { checkReadable } from '../../policies/check-readable.ts'

/**
 * Returns the text of a robots.txt, decoded in the same way as by an `import` in a policy, and the name of the file for comments. `-` is
 * standard input. Throws `CliError` if it cannot be read.
 */
export async function readRobotsFile(file: string, io: Io): Promise<{ readonly name: string; readonly text: string }> {
  if (file === '-') {
    const chunks: Uint8Array[] = []
    for await (const chunk of io.stdin()) chunks.push(chunk)
    return { name: 'robots.txt', text: decode(Buffer.concat(chunks)) }
  }
  const path = resolve(io.cwd, file)
  await checkReadable(path, file)
  return { name: posix.normalize(file.split(sep).join('/')), text: decode(await readFile(path)) }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
