/** What `tidegate.yaml` may say. File names are relative to the folder that it stands in. */
export interface Config {
  /** The policies of the project: what commands take when no file is named. Patterns such as `policies/**.policy` are allowed. */
  readonly policy?: readonly string[]
  /** Test files for `tidegate test`; default every `*.test.yaml` below the folder. */
  readonly tests?: readonly string[]
  /** How `check` reports. */
  readonly format?: CheckFormat
  /** Warnings and advice count as findings in `check`. */
  readonly strict?: boolean
  /** Percentage of coverage that `test --coverage` asks for. */
  readonly coverage?: number
  /** Facts that requests of `explain` and `test` have unless they say otherwise. */
  readonly facts?: Readonly<Record<string, unknown>>
  /** Whom to believe about client addresses, beside the policy's `client ip`: as the option of the engine. */
  readonly trustProxy?: unknown
  /** What policies may `use`: modules that the commands load, as a host would register their plugins. */
  readonly plugins?: readonly PluginEntry[]
  /** The format of access logs for `replay`, `suggest` and `explain --log-line`. */
  readonly logFormat?: string
  /** The zone of stamps in access logs that have no offset; default UTC. */
  readonly logZone?: string
}

/** A module and what to make its plugin with. */
export interface PluginEntry {
  /** A package that is installed, or a path from the folder of the file. */
  readonly module: string
  /** Name of the plugin, or of the function that makes it, among the module's exports. */
  readonly export?: string
  /** What that function is given. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Options of it that are file names, from the folder of the file. */
  readonly files?: Readonly<Record<string, string>>
}

/** How `check` reports: for people, for programs, for GitHub's annotations, for code scanning. */
export type CheckFormat = 'pretty' | 'json' | 'github' | 'sarif'

/** The formats of `check`, in the order in which help names them. */
export const checkFormats: readonly CheckFormat[] = ['pretty', 'json', 'github', 'sarif']

/** A configuration and where it stands. */
export interface FoundConfig {
  readonly config: Config
  /** Absolute path of the file. */
  readonly path: string
  /** Absolute; what the file's names are relative to. */
  readonly folder: string
}
