import type { Plugin } from '@tidegate/engine'
import type { FoundConfig } from '../config/config.ts'
import { CliError } from '../io.ts'
import type { OpenedPlugin } from './plugin-of-module.ts'

/**
 * What `work` gives with the plugins that `tidegate.yaml` names, which are closed when it ends. Throws `CliError` where one cannot be
 * loaded or made.
 *
 * WHY: policies are data; the configuration is the operator's, and naming a module in it runs that.
 */
export async function withPlugins<T>(
  found: FoundConfig | undefined,
  work: (plugins: readonly Plugin[]) => Promise<T>,
): Promise<T> {
  if (found?.config.plugins === undefined) return work([])
  // WHY: only here, as it brings the engine with it: a check without plugins starts without.
  const { openPlugin } = await import('./open-plugin.ts')
  const opened: OpenedPlugin[] = []
  try {
    for (const [index, entry] of found.config.plugins.entries()) {
      const next = await openPlugin(entry, index, found)
      const { name } = next.plugin
      const isTwice = opened.some(({ plugin }) => plugin.name === name)
      opened.push(next)
      if (isTwice) {
        throw new CliError(`two plugins in \`${found.path}\` are called \`${name}\``, 'leave one of them out')
      }
    }
    return await work(opened.map(({ plugin }) => plugin))
  } finally {
    for (const { close } of opened) close()
  }
}
