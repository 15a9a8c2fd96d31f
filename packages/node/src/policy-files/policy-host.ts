import { catalogTokens } from '@tidegate/bot-catalog'
import type { CheckHost } from '@tidegate/dsl'
import { describePlugins, type PluginOutline } from '@tidegate/engine/tools'
import type { Importer } from '@tidegate/model'
import { toPolicy } from '@tidegate/robots-parser'
import type { ConfinedFiles } from './confined-files.ts'

/** The largest policy, include or robots.txt that is read; the language has a bound of its own, with a diagnostic. */
export const maxTextBytes: number = 8 * 1_024 * 1_024

/** The largest list file that is read: two million entries fit. */
const maxListBytes: number = 64 * 1_024 * 1_024

/**
 * What a host may add to the files: plugins, bounds of the language and a bot catalogue, as `checkPolicy` takes them. Default
 * catalogue: the one of `@tidegate/bot-catalog`.
 */
export interface HostExtras extends Partial<Pick<CheckHost, 'catalog' | 'limits'>> {
  /** What policies may `use`. Of facts only their names and types count here. */
  readonly plugins?: readonly PluginOutline[]
}

/** What the checker needs of the world: files below the policy's folder, and the robots.txt importer. */
export function policyHost(files: ConfinedFiles, extras: HostExtras): CheckHost {
  const { plugins = [], ...rest } = extras
  let { catalog } = extras
  return {
    ...rest,
    plugins: describePlugins(plugins),
    // WHY: most policies take no bots from the catalogue, and a small one is checked in the time that it takes to lay it out.
    get catalog() {
      catalog ??= catalogTokens()
      return catalog
    },
    importers: Object.fromEntries([
      ...plugins.flatMap((plugin) => Object.entries(plugin.importers ?? {})),
      ['robots', importRobots],
    ]),
    readText: (file, fromFile) => {
      const content = files.read(file, fromFile, maxTextBytes)
      if (content.kind === 'error') return content
      return { kind: 'text', file: content.file, text: decode(content.bytes) }
    },
    readList: (file, fromFile) => {
      const content = files.read(file, fromFile, maxListBytes)
      return content.kind === 'error' ? content : { kind: 'bytes', file: content.file, bytes: content.bytes }
    },
  }
}

/** Text of UTF-8 bytes; what is none becomes U+FFFD, so that a robots.txt with a bad line is still read. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

const importRobots: Importer = (text, options) => toPolicy(text, options)
