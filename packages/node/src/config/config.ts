import type { DecisionOptions } from './decision-options.ts'
import type { ServeConfig } from './serve/serve-config.ts'

/** Contents of `tidegate.yaml`. File names are relative to the folder of that file, except `root`, which is absolute. */
export interface Config extends DecisionOptions {
  /** Policies of the project, which commands use if no file is named. Patterns such as `policies/**.policy` are allowed. */
  readonly policy?: readonly string[]
  /** Test files of `tidegate test`; by default every `*.test.yaml` below the folder. */
  readonly tests?: readonly string[]
  /** Output format of `check`. */
  readonly format?: CheckFormat
  /** Whether warnings and advice count as findings in `check`. */
  readonly strict?: boolean
  /** Percentage of coverage that `test --coverage` requires. */
  readonly coverage?: number
  /** Default facts of requests in `explain` and `test`. */
  readonly facts?: Readonly<Record<string, unknown>>
  /** Plugins that policies may `use`: modules that the commands load and register as a host would. */
  readonly plugins?: readonly PluginEntry[]
  /** Format of the access logs for `replay`, `suggest` and `explain --log-line`. */
  readonly logFormat?: string
  /** How `tidegate serve` runs. */
  readonly serve?: ServeConfig
  /** Time zone of timestamps without an offset in access logs; the default is UTC. */
  readonly logZone?: string
}

/** A module that exports a plugin, and the options with which the plugin is created. */
export interface PluginEntry {
  /** An installed package, or a path relative to the folder of `tidegate.yaml`. */
  readonly module: string
  /** Name of the export that is the plugin, or the function that creates it. */
  readonly export?: string
  /** Options that are passed to that function. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Options that are file names, relative to the folder of `tidegate.yaml`. */
  readonly files?: Readonly<Record<string, string>>
}

/** Output format of `check`: in this order for people, for programs, for annotations on GitHub, for Code Quality on GitLab, and for code scanning. */
export type CheckFormat = 'pretty' | 'json' | 'github' | 'gitlab' | 'sarif'

/** The formats of `check`, in the order in which help names them. */
export const checkFormats: readonly CheckFormat[] = ['pretty', 'json', 'github', 'gitlab', 'sarif']

/** A configuration and its place. */
export interface FoundConfig {
  readonly config: Config
  /** Absolute path of the file. */
  readonly path: string
  /** Absolute path of the folder that file names in the configuration are relative to. */
  readonly folder: string
}
