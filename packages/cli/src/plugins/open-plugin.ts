import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FoundConfig, PluginEntry } from '../config/config.ts'
import { CliError } from '../io.ts'
import { type OpenedPlugin, pluginOfModule, wordsOf } from './plugin-of-module.ts'
import { resolveModule } from './resolve-module.ts'

/** The plugin of an entry of the configuration, which is the one of this index. Throws `CliError` where there is none. */
export async function openPlugin(
  entry: PluginEntry,
  index: number,
  { path, folder }: FoundConfig,
): Promise<OpenedPlugin> {
  const shown = `plugin ${index + 1} (\`${entry.module}\`) in \`${path}\``
  const url = resolveModule(entry.module, folder)
  if (url === undefined) {
    throw new CliError(
      `${shown} is not installed`,
      entry.module.startsWith('@')
        ? `install it in ${folder}`
        : `install it in ${folder}; a file is named with its path: ./${entry.module}`,
    )
  }
  const exports = await load(url, shown)
  const files = Object.entries(entry.files ?? {}).map(([name, file]) => [name, resolve(folder, file)] as const)
  return pluginOfModule(exports, {
    shown,
    export: entry.export,
    options:
      entry.options === undefined && entry.files === undefined
        ? undefined
        : { ...entry.options, ...Object.fromEntries(files) },
  })
}

async function load(url: URL, shown: string): Promise<Readonly<Record<string, unknown>>> {
  if (url.protocol === 'file:' && !existsSync(url)) {
    throw new CliError(`${shown} is not there`, 'a path is relative to tidegate.yaml')
  }
  try {
    return (await import(/* @vite-ignore */ url.href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    throw new CliError(`${shown} cannot be loaded: ${wordsOf(error)}`)
  }
}
