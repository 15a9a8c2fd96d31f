import type { HostExtras } from '@tidegate/node'
import type { SpecProblem } from '@tidegate/yaml-values'

/** What the program that starts the server provides. */
export interface ServerTools {
  /** The version that the server reports. */
  readonly version: string
  /** The words that start the command line, for tests, `explain` and `replay`: a program and its first arguments. */
  readonly command: readonly string[]
  /** Returns what is wrong with a test file. Without it, only errors of YAML are reported while typing. MUST NOT throw. */
  readonly readTests?: (text: string, file: string) => readonly SpecProblem[]
  /** Loads the plugins that the `tidegate.yaml` at a path names, which runs their code; throws if one cannot be loaded. */
  readonly loadPlugins?: (configPath: string) => Promise<NonNullable<HostExtras['plugins']>>
}

/** What clients send as `initializationOptions`. */
export interface ServerOptions {
  /** Whether plugins of `tidegate.yaml` are loaded, which runs code of the project. Default: false. */
  readonly plugins: boolean
  /** An access log whose refused requests are shown above rules; relative to the folder of the project. */
  readonly accessLog: string | undefined
}

/** Reads the options of a client; anything else is ignored. */
export function readOptions(given: unknown): ServerOptions {
  const options = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {}
  const { plugins, accessLog } = options
  return {
    plugins: plugins === true,
    accessLog: typeof accessLog === 'string' && accessLog !== '' ? accessLog : undefined,
  }
}
