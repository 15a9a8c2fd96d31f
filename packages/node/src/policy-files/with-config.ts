import { decisionOptionNames } from '../config/decision-options.ts'
import { readConfigFile } from '../config/read-config-file.ts'

/**
 * Returns options with those of the `tidegate.yaml` that their `config` names; options that are given take precedence. Throws a `ConfigError` if
 * that file cannot be read or is invalid, and a `TypeError` if `config` is not a path. `where` is the function that takes the options.
 */
export function withConfig<Options extends { readonly config?: string }>(where: string, options: Options): Options {
  const { config: path, ...own } = options
  if (path === undefined) return options
  if (typeof path !== 'string') throw new TypeError(`${where}: \`config\` must be the path of a tidegate.yaml`)
  const { config } = readConfigFile(path)
  const found = decisionOptionNames.flatMap((name) =>
    config[name] === undefined ? [] : [[name, config[name]] as const],
  )
  const given = Object.entries(own).filter(([, value]) => value !== undefined)
  return Object.fromEntries([...found, ...given]) as unknown as Options
}
