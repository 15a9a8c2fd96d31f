import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CliError } from '../io.ts'
import type { FoundConfig } from './config.ts'

const fileName = 'tidegate.yaml'

/**
 * Returns the configuration of a folder: `tidegate.yaml` there or in the nearest folder above. Undefined if there is none.
 * Throws `CliError` if the file cannot be read or is invalid.
 */
export async function readConfig(cwd: string): Promise<FoundConfig | undefined> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, fileName)
    if (existsSync(path)) return read(path, folder)
    if (dirname(folder) === folder) return undefined
  }
}

async function read(path: string, folder: string): Promise<FoundConfig> {
  const [{ parseConfig }, text] = await Promise.all([
    import('./parse-config.ts'),
    readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new CliError(`cannot read \`${path}\` (${error.code ?? error.message})`)
    }),
  ])
  return { config: parseConfig(text, path), path, folder }
}
