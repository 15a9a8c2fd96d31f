import type { Plugin } from '@tidegate/engine'
import type { FoundConfig } from '@tidegate/node'
import { CliError } from '../io.ts'
import type { OpenedPlugin } from './plugin-of-module.ts'

/**
 * Returns the result of `work` with the plugins that `tidegate.yaml` names, and closes them afterwards. Throws `CliError` if a plugin
 * cannot be loaded or created.
 *
 * WHY: policies are data and never run code; the configuration belongs to the operator, and the modules that it names are run.
 */
export async function withPlugins<T>(
  found: FoundConfig | undefined,
  work: (plugins: readonly Plugin[]) => Promise<T>,
): Promise<T> {
  if (found?.config.plugins === undefined) return work([])
  // WHY: imported only here, because it loads the engine, which a check without plugins does not need.
  const { openPlugin } = await import('./open-plugin.ts')
  const opened: OpenedPlugin[] = []
  try {
    for (const [index, entry] of found.config.plugins.entries()) {
      const next = await openPlugin(entry, index, found)
      const { name } = next.plugin
      const isTwice = opened.some(({ plugin }) => plugin.name === name)
      opened.push(next)
      if (isTwice) {
        throw new CliError(`two plugins in \`${found.path}\` are called \`${name}\``, 'remove one of them')
      }
    }
    return await work(opened.map(({ plugin }) => plugin))
  } finally {
    for (const { close } of opened) close()
  }
}
