import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DecisionOptions, FoundConfig } from '@tidegate/node'
import { CliError } from '../io.ts'
import { type OptionFlags, optionNames } from './option-flags.ts'

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

/** Returns the configuration in a file. Throws `CliError` if the file cannot be read or is invalid. */
export function readConfigAt(path: string): Promise<FoundConfig> {
  return read(path, dirname(path))
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

/** The configuration of a project, and the options with which its server decides. */
export interface Project {
  readonly found: FoundConfig | undefined
  /** Options of `tidegate.yaml`, replaced by those of flags. */
  readonly options: DecisionOptions
}

/**
 * Returns the project of a folder. Every command that reads a policy takes the options from here, so that it decides as the server does. Throws
 * `CliError` for an invalid `tidegate.yaml` and for invalid flags.
 */
export async function readProject(cwd: string, flags: OptionFlags = {}): Promise<Project> {
  const found = await readConfig(cwd)
  const options: Partial<Record<keyof DecisionOptions, unknown>> = {}
  for (const name of optionNames) {
    const text = flags[name]
    const value =
      text === undefined ? found?.config[name] : (await import('./option-of-flag.ts')).optionOfFlag(name, text, cwd)
    if (value !== undefined) options[name] = value
  }
  return { found, options: options as DecisionOptions }
}

/** Returns the options of which files a policy consists, for loading it. */
export function fileOptions({ root, limits }: DecisionOptions): Pick<DecisionOptions, 'root' | 'limits'> {
  return { ...(root !== undefined && { root }), ...(limits !== undefined && { limits }) }
}

/** Returns the options for reading requests. */
export function requestOptions({
  ambiguousPaths,
  duplicateParameters,
  encodedSlash,
  trustProxy,
}: DecisionOptions): Pick<DecisionOptions, 'ambiguousPaths' | 'duplicateParameters' | 'encodedSlash' | 'trustProxy'> {
  return {
    ...(ambiguousPaths !== undefined && { ambiguousPaths }),
    ...(duplicateParameters !== undefined && { duplicateParameters }),
    ...(encodedSlash !== undefined && { encodedSlash }),
    ...(trustProxy !== undefined && { trustProxy }),
  }
}
