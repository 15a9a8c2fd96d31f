import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CliError, type Io } from '../../io.ts'
import { checkReadable } from '../../policies/check-readable.ts'

/** Returns the text of a file, or of standard input for `-`. Throws `CliError` if it cannot be read. */
export async function inputText(file: string, io: Pick<Io, 'cwd' | 'stdin'>): Promise<string> {
  if (file === '-') return (await inputBytes(io)).toString('utf8')
  const path = resolve(io.cwd, file)
  await checkReadable(path, file)
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`cannot read \`${file}\` (${error.code ?? error.message})`)
  })
}

/** Returns all octets of standard input. */
export async function inputBytes(io: Pick<Io, 'stdin'>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of io.stdin()) chunks.push(chunk)
  return Buffer.concat(chunks)
}
