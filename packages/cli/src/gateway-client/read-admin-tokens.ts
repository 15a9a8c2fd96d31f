import { readFile } from 'node:fs/promises'
import { type AdminToken, adminTokenExample, parseAdminTokens } from '@tidegate/node'
import { CliError } from '../io.ts'

/** The tokens that are written in the configuration, and those in a file. Throws `CliError` for a file that cannot be read or has no tokens. */
export async function readAdminTokens(
  written: readonly AdminToken[] = [],
  file: string | undefined,
): Promise<readonly AdminToken[]> {
  return file === undefined ? written : [...written, ...(await readTokenFile(file))]
}

/** The tokens in a file. Throws `CliError` for a file that cannot be read or has none; the message never contains what is in the file. */
export async function readTokenFile(file: string): Promise<readonly AdminToken[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`cannot read the tokens in \`${file}\` (${error.code ?? error.message})`)
  })
  const tokens = parseAdminTokens(text)
  if (tokens === undefined)
    throw new CliError(`\`${file}\` does not contain tokens only`, `expected ${adminTokenExample}, one per line`)
  return tokens
}
