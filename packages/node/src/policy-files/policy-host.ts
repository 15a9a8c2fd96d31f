import { catalogTokens } from '@tidegate/bot-catalog'
import type { CheckHost } from '@tidegate/dsl'
import { describePlugins, type PluginOutline } from '@tidegate/engine/tools'
import type { Importer, Source } from '@tidegate/model'
import { toPolicy } from '@tidegate/robots-parser'
import type { ConfinedFiles } from './confined-files.ts'

/**
 * Maximum size of a policy or an included file, in bytes; of an imported file, the beginning of this size is read. The language has a
 * limit of its own, which is reported as a diagnostic.
 */
export const maxTextBytes: number = 8 * 1_024 * 1_024

/** Maximum size of a page for replies in bytes. */
const maxPageBytes: number = 64 * 1_024

/** Maximum size of a list file in bytes, enough for two million entries. */
const maxListBytes: number = 64 * 1_024 * 1_024

/**
 * What a host adds to the language: plugins, limits and a bot catalogue, as for `checkPolicy`. The default catalogue is that of
 * `@tidegate/bot-catalog`.
 */
export interface HostExtras extends Partial<Pick<CheckHost, 'catalog' | 'limits'>> {
  /** Plugins that policies may `use`. Only the names and types of their facts matter here. */
  readonly plugins?: readonly PluginOutline[]
}

/** Creates the host for the checker, which can read the files below the policy's folder and has the robots.txt importer. */
export function policyHost(files: ConfinedFiles, extras: HostExtras, additions: readonly Source[] = []): CheckHost {
  const { plugins = [], ...rest } = extras
  let { catalog } = extras
  return {
    ...rest,
    additions,
    plugins: describePlugins(plugins),
    // WHY: most policies do not use the catalogue, and creating it takes as long as checking a small policy.
    get catalog() {
      catalog ??= catalogTokens()
      return catalog
    },
    importers: Object.fromEntries([
      ...plugins.flatMap((plugin) => Object.entries(plugin.importers ?? {})),
      ['robots', importRobots],
    ]),
    readText: (file, fromFile, role) => {
      const most = role === 'reply' ? maxPageBytes : maxTextBytes
      const content = files.read(file, fromFile, most, role === 'import' ? 'beginning' : undefined)
      if (content.kind === 'error') return content
      const { bytes, unreadBytes } = content
      return { kind: 'text', file: content.file, text: decode(bytes), bytes, unreadBytes }
    },
    listFolder: files.list,
    readList: (file, fromFile) => {
      const content = files.read(file, fromFile, maxListBytes)
      return content.kind === 'error' ? content : { kind: 'bytes', file: content.file, bytes: content.bytes }
    },
  }
}

/** Decodes UTF-8; invalid bytes become U+FFFD. Importers read the bytes themselves. */
export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

const importRobots: Importer = (text, options) => toPolicy(options.bytes ?? text, options)
