import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { FoundConfig } from './config.ts'
import { ConfigError } from './config-error.ts'
import { parseConfig } from './parse-config.ts'

/** Reads a `tidegate.yaml`. Synchronous. Throws `ConfigError` if it cannot be read or is invalid. */
export function readConfigFile(path: string): FoundConfig {
  const found = resolve(path)
  let text: string
  try {
    text = readFileSync(found, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new ConfigError(`cannot read \`${path}\` (${code ?? message})`, 'name the tidegate.yaml of the project')
  }
  return { config: parseConfig(text, found), path: found, folder: dirname(found) }
}
