import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Logger, Plan, Plugin } from '@tidegate/engine'
import { policyFile } from '../../../config/policy-files.ts'
import { type Project, readProject } from '../../../config/read-config.ts'
import { CliError, type Io } from '../../../io.ts'
import { openPolicy } from '../../../policies/open-policy.ts'
import { type OpenRedis, openRedis } from '../../../stores/open-redis.ts'
import { shownUrl } from '../../../stores/shown-url.ts'
import type { CarryFlags } from './carry-flags.ts'

/** Where counters are. */
export type Place =
  | { readonly kind: 'state'; readonly folder: string }
  | { readonly kind: 'redis'; readonly url: string }
  /** The memory of a running gateway. */
  | { readonly kind: 'gateway' }

/** The place that flags name. Throws `CliError` if they name none, or several. */
export function placeOf({ state, redis, admin }: CarryFlags, { cwd }: Io): Place {
  if ([state, redis, admin].filter((place) => place !== undefined).length !== 1)
    throw new CliError(
      'name one place of counters',
      'give --state FOLDER for those of a state folder, or --redis URL; to export those in the memory of a running gateway, --admin ADDRESS',
    )
  if (admin !== undefined) return { kind: 'gateway' }
  if (state !== undefined) return { kind: 'state', folder: resolve(cwd, state) }
  if (!/^rediss?:\/\//u.test(redis!) || !URL.canParse(redis!))
    throw new CliError(
      'invalid value of --redis',
      'expected the URL of a Redis or Valkey server, such as redis://127.0.0.1:6379',
    )
  return { kind: 'redis', url: redis! }
}

/** The policy whose counters are meant, with its project. */
export interface MeantPolicy {
  readonly plan: Plan
  readonly file: string
  readonly plugins: readonly Plugin[]
  readonly project: Project
}

/** Opens the policy of `--policy`, or that of tidegate.yaml. */
export async function openMeantPolicy(
  { policy }: CarryFlags,
  project: Project,
  plugins: readonly Plugin[],
  io: Io,
): Promise<MeantPolicy> {
  const file = await policyFile(policy, project.found, io.cwd)
  const { plan } = await openPolicy(resolve(io.cwd, file), file, plugins, project.options, io)
  return { plan, file, plugins, project }
}

/** The project, for commands that may do without a policy. */
export function projectOf(io: Io): Promise<Project> {
  return readProject(io.cwd, {})
}

/**
 * The folder with the counters of a policy: a folder that has some, or the one of the policy in the folder of a gateway. Throws `CliError` if a gateway's folder
 * has several policies, and none is named.
 */
export async function policyFolder(folder: string, { policy }: CarryFlags, project: Project, io: Io): Promise<string> {
  const isOfGateway = existsSync(join(folder, 'operators.json')) || project.found?.config.serve?.state !== undefined
  if (existsSync(join(folder, 'counters')) || (policy === undefined && !isOfGateway)) return folder
  const file = await policyFile(policy, project.found, io.cwd)
  const own = join(folder, basename(file))
  return existsSync(own) || isOfGateway ? own : folder
}

/** How many milliseconds the server may take for one call. */
const timeoutMs = 30_000

/** Calls `use` with a connection to a server. Failures of the server are `CliError`s. */
export async function withRedis<Value>(
  url: string,
  use: (redis: Pick<OpenRedis, 'sendCommand'>) => Promise<Value>,
): Promise<Value> {
  const silent: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  }
  const redis = await openRedis(url, silent)
  try {
    return await use({ sendCommand: (...args) => inTime(redis.sendCommand(...args)) })
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError(
      `the server \`${shownUrl(url)}\` does not answer: ${(error as Error).message}`,
      'check --redis, and that the server is running; the command can be run again',
    )
  } finally {
    redis.close()
  }
}

async function inTime<Value>(call: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs / 1_000} s`)), timeoutMs)
  })
  try {
    return await Promise.race([call, late])
  } finally {
    clearTimeout(timer)
  }
}
