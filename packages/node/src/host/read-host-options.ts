import { join } from 'node:path'
import { checkIsOptions, checkOptions, checkValues } from '@tidegate/engine'
import { fileOptionNames } from '../config/decision-options.ts'
import { readConfigFile } from '../config/read-config-file.ts'
import { withConfig } from '../policy-files/with-config.ts'
import { enforcementOptionNames, type EnforcementOptions, hostOptionKinds } from './host-options.ts'

/**
 * Returns the options of an adapter with those of the `tidegate.yaml` that `config` names, and the policy that it names if there is no other.
 * Throws a `TypeError` for options that are missing, unknown (with a suggestion) or of another type, and a `ConfigError` for that file.
 */
export function readHostOptions<Options extends EnforcementOptions>(given: Options): Options {
  const unchecked: unknown = given
  if (unchecked === undefined || unchecked === null) throw noPolicy()
  checkIsOptions('tidegate', unchecked, example)
  checkOptions('tidegate', given, enforcementOptionNames)
  checkValues('tidegate', given, hostOptionKinds)
  const options = withConfig('tidegate', given)
  if (given.config === undefined) return options
  if (typeof options.policy === 'object') return without(options, fileOptionNames)
  return options.policy === undefined && options.gate === undefined
    ? { ...options, policy: policyOf(given.config) }
    : options
}

const example = "tidegate({ policy: 'site.policy' })"

/** Returns a copy of an adapter's options, which are empty if there are none. Throws a `TypeError` if `given` cannot be options. */
export function copyOptions<Options extends object>(given: Options): Options {
  checkIsOptions('tidegate', given, example)
  return { ...given }
}

/** The error for options that name no policy. */
export function noPolicy(): TypeError {
  return new TypeError("tidegate: no policy given: set `policy: 'site.policy'`, or a `gate` that you opened")
}

/** Returns the path of the policy that a configuration names. */
function policyOf(path: string): string {
  const { config, folder } = readConfigFile(path)
  const [name, ...others] = config.policy ?? []
  if (name === undefined || others.length > 0 || name.includes('*'))
    throw new TypeError(`tidegate: \`policy\` in \`${path}\` does not name one file: set \`policy\` here as well`)
  return join(folder, name)
}

function without<Options extends object>(options: Options, names: readonly string[]): Options {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name))) as Options
}
