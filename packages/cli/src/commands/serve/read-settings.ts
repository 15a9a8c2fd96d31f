import { isAbsolute, resolve } from 'node:path'
import {
  type DecisionOptions,
  type FoundConfig,
  keyVariable,
  type ServeConfig,
  serveKey,
  serveOptions,
} from '@tidegate/node'
import { workerVariable } from '@tidegate/gateway'
import { didYouMean } from '@tidegate/values'
import type { OptionFlags } from '../../config/option-flags.ts'
import { optionNames } from '../../config/option-flags.ts'
import { optionOfFlag } from '../../config/option-of-flag.ts'
import { readConfig, readConfigAt } from '../../config/read-config.ts'
import { policyFiles } from '../../config/policy-files.ts'
import { CliError } from '../../io.ts'
import { serveFlagNames, serveFlags } from './serve-flags.ts'

/** What `tidegate serve` was asked to do, wherever it was written. */
export interface ServeSettings {
  readonly found: FoundConfig | undefined
  readonly serve: ServeConfig
  readonly decisions: DecisionOptions
  /** Path of the policy for hosts without one of their own. */
  readonly policy: string | undefined
}

type Flags = OptionFlags & { readonly policy?: string } & Readonly<Record<string, unknown>>

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the configuration, and replaces its options by those of the environment, and these by those of flags. Throws `CliError` or `ConfigError` for
 * whatever is invalid, also for a variable whose name is nearly that of an option.
 */
export async function readSettings(
  path: string | undefined,
  flags: Flags,
  env: Environment,
  cwd: string,
): Promise<ServeSettings> {
  refuseUnknownVariables(env)
  const found = path === undefined ? await readConfig(cwd) : await readConfigAt(resolve(cwd, path))
  const serve: Partial<Record<keyof ServeConfig, unknown>> = { ...found?.config.serve }
  for (const name of serveFlagNames) {
    const { flag, variable } = serveFlags[name]!
    const given = flags[serveKey(name)]
    const text =
      env[variable] || (name === 'store' && found?.config.serve?.store === undefined ? env['REDIS_URL'] : undefined)
    // WHY: commander returns true for a switch that `--no-…` can turn off, also if it was not given.
    const isGiven = name === 'watch' || name === 'page' ? given === false : given !== undefined
    const { read, isSecret } = serveOptions[name]
    if (isGiven) set(name, read(given, failFor(flag?.split(' ', 1)[0] ?? variable, given), cwd))
    else if (text !== undefined && text !== '')
      set(name, read(text, failFor(variable, isSecret === true ? '(not shown)' : text), cwd))
  }

  /** WHY merged: a flag that names the file of a log must not turn off what `tidegate.yaml` hides in it. */
  function set(name: keyof ServeConfig, value: unknown): void {
    const isLog = name === 'decisionLog' || name === 'auditLog'
    serve[name] = isLog ? { ...found?.config.serve?.[name], ...(value as object) } : value
  }

  const decisions: Partial<Record<keyof DecisionOptions, unknown>> = {}
  for (const name of optionNames) {
    const text = flags[name] as string | undefined
    const value = text === undefined ? found?.config[name] : optionOfFlag(name, text, cwd)
    if (value !== undefined) decisions[name] = value
  }
  return {
    found,
    serve: serve as ServeConfig,
    decisions: decisions as DecisionOptions,
    policy: await policyOf(flags.policy ?? env['TIDEGATE_POLICY'], found, serve as ServeConfig, cwd),
  }
}

function failFor(where: string, given: unknown): (expected: string) => never {
  return (expected) => {
    throw new CliError(`invalid value of ${where}: \`${String(given)}\``, `expected ${expected}`)
  }
}

async function policyOf(
  named: string | undefined,
  found: FoundConfig | undefined,
  serve: ServeConfig,
  cwd: string,
): Promise<string | undefined> {
  if (named !== undefined && named !== '') return isAbsolute(named) ? named : resolve(cwd, named)
  if (found?.config.policy === undefined) {
    if (serve.sites !== undefined) return undefined
    throw new CliError('no policy given', 'add --policy FILE, or write `policy: site.policy` in a tidegate.yaml')
  }
  const files = await policyFiles([], found, cwd)
  if (files.length > 1)
    throw new CliError(
      `\`policy\` in \`${found.path}\` names ${files.length} files`,
      'name one with --policy, or say in `serve.sites` which hosts each of them is for',
    )
  return resolve(cwd, files[0]!)
}

const prefix = 'TIDEGATE_'

/** Throws for a variable whose name is nearly one of ours. */
function refuseUnknownVariables(env: Environment): void {
  const known = [
    'TIDEGATE_POLICY',
    keyVariable,
    workerVariable,
    ...serveFlagNames.map((name) => serveFlags[name]!.variable),
  ]
  const words = known.map((name) => name.slice(prefix.length))
  for (const name of Object.keys(env)) {
    if (!name.startsWith(prefix) || known.includes(name)) continue
    const similar = didYouMean(name.slice(prefix.length), words)
    if (similar !== undefined)
      throw new CliError(`unknown environment variable ${name}`, `did you mean ${prefix}${similar}?`)
  }
}
