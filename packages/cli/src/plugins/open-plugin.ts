import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FoundConfig, PluginEntry } from '@tidegate/node'
import { CliError } from '../io.ts'
import { type OpenedPlugin, pluginOfModule, messageOf } from './plugin-of-module.ts'
import { resolveModule } from './resolve-module.ts'

/** Opens the plugin of an entry of the configuration; `index` is the place of the entry. Throws `CliError` if there is none. */
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
        : `install it in ${folder}; if it is a file, write its path: ./${entry.module}`,
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
    throw new CliError(`${shown}: no such file`, 'check the path; it is relative to tidegate.yaml')
  }
  try {
    return (await import(/* @vite-ignore */ url.href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    throw new CliError(`${shown} cannot be loaded: ${messageOf(error)}`)
  }
}
