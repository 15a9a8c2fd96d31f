import { type Config, ConfigError, parseConfig as parse } from '@tidegate/node'
import { CliError } from '../io.ts'

/** Returns the configuration in the text of a `tidegate.yaml`. Throws `CliError` for text that is not valid YAML, and for unknown and invalid values. */
export function parseConfig(text: string, path: string): Config {
  try {
    return parse(text, path)
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError(error.message, error.help)
    throw error
  }
}
