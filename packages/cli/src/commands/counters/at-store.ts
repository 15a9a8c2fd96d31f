import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import {
  type Actor,
  auditedChange,
  type OperatorCounters,
  operateGate,
  type OperatorResult,
  type Subject,
} from '@tidegate/gateway'
import type { Logger } from '@tidegate/engine'
import { type AuditLog, openAuditLog, type OpenedGate, openPolicy } from '@tidegate/node'
import { policyFile } from '../../config/policy-files.ts'
import { readConfig } from '../../config/read-config.ts'
import type { GatewayAnswer } from '../../gateway-client/ask-gateway.ts'
import { readFor } from '../../gateway-client/read-for.ts'
import { showAnswer } from '../../gateway-client/show-answer.ts'
import { CliError, type ExitCode, type Io } from '../../io.ts'
import { withPlugins } from '../../plugins/with-plugins.ts'
import { listKeys, type StoredSubjects } from '../../stores/list-keys.ts'
import { openRedis } from '../../stores/open-redis.ts'
import { shownUrl } from '../../stores/shown-url.ts'
import { colors } from '../../terminal/colors.ts'
import type { CountersFlags, CountersVerb } from './counters-flags.ts'
import { renderChange, renderStates } from './render-counters.ts'

const defaultPrefix = 'tidegate'
const defaultMax = 100
const mostListed = 1_000
/** How long the server may take for one call: an operator waits longer than a request. */
const timeoutMs = 5_000

/** Shows or changes counters in Redis or Valkey without a gateway. Changes are written to standard error and, if tidegate.yaml has one, to the audit log. */
export async function countersAtStore(
  verb: CountersVerb,
  url: string,
  subject: Subject,
  flags: CountersFlags,
  io: Io,
): Promise<ExitCode> {
  if (!/^rediss?:\/\//u.test(url) || !URL.canParse(url))
    throw new CliError(
      'invalid value of --redis',
      'expected the URL of a Redis or Valkey server, such as redis://127.0.0.1:6379',
    )
  for (const flag of ['admin', 'tokenFile', 'site', 'blocked'] as const)
    if (flags[flag] !== undefined)
      throw new CliError(
        `--redis uses no gateway, so it cannot be combined with --${flag === 'tokenFile' ? 'token-file' : flag}`,
        'leave one of both out',
      )
  // WHY first: what is wrong in the command line is reported whether or not the server can be reached.
  const max = maxOf(flags.max)
  const forMs = verb === 'block' ? readFor(flags.for) : 0
  if (verb === 'list') refuseFilters(flags)
  const found = await readConfig(io.cwd)
  const policy = resolve(io.cwd, await policyFile(flags.policy, found, io.cwd))
  const { prefix = defaultPrefix } = flags
  return withPlugins(found, async (plugins) => {
    const redis = await openRedis(url, silent, prefix)
    let gate: OpenedGate | undefined
    let audit: AuditLog | undefined
    try {
      gate = await openPolicy(policy, {
        store: redis.store,
        // WHY: counters of this process would be another client's.
        onStoreError: 'deny',
        storeTimeoutMs: timeoutMs,
        plugins,
        logger: false,
        ...(found !== undefined && { config: found.path }),
      })
      const failure = redis.failure()
      if (failure !== undefined) return showAnswer(unreachable(url, failure), flags.json === true, io, String)
      const auditOptions = found?.config.serve?.auditLog
      audit = auditOptions === undefined ? undefined : openAuditLog(auditOptions)
      if (verb === 'list') {
        const { tag } = gate.plan.layout
        const listed = listKeys(redis.sendCommand, prefix, tag, max, (count) => {
          if (count >= progressAt) io.err(`${count} clients so far\n`)
        })
        const answer = await listed.then(
          (value): GatewayAnswer<StoredSubjects> => ({ version: 1, kind: 'done', value }),
          (error: Error) => unreachable(url, redis.failure() ?? error.message),
        )
        return showAnswer(answer, flags.json === true, io, renderStored)
      }
      const counters = operateGate({
        policy,
        gate,
        logger: changes(io),
        onChange: (change) => audit?.record(auditedChange(change)),
      })
      return await run(verb, counters, subject, { forMs, asJson: flags.json === true }, io)
    } finally {
      await audit?.close()
      await gate?.close()
      redis.close()
    }
  })
}

async function run(
  verb: Exclude<CountersVerb, 'list'>,
  counters: OperatorCounters,
  subject: Subject,
  { forMs, asJson }: { readonly forMs: number; readonly asJson: boolean },
  io: Io,
): Promise<ExitCode> {
  const paint = colors(io.color)
  const actor: Actor = { name: userInfo().username, via: 'command' }
  switch (verb) {
    case 'show':
      return showAnswer(answered(await counters.show(subject)), asJson, io, (states) => renderStates(states, paint))
    case 'reset':
    case 'unblock':
      return showAnswer(answered(await counters[verb](subject, actor)), asJson, io, (change) =>
        renderChange(verb, change, paint),
      )
    case 'block': {
      const change = answered(await counters.block(subject, forMs, actor))
      return showAnswer(change, asJson, io, (made) => renderChange(verb, made, paint))
    }
  }
}

function answered<Value>(result: OperatorResult<Value>): GatewayAnswer<Value> {
  return { version: 1, ...result }
}

function unreachable(url: string, reason: string): GatewayAnswer<never> {
  const message = `the server \`${shownUrl(url)}\` does not answer: ${reason}`
  return {
    version: 1,
    kind: 'problem',
    problem: { code: 'store', message, help: 'check --redis, and that the server is running' },
  }
}

/** The store contains digests of keys, so a list cannot be restricted to some of them. */
function refuseFilters(flags: CountersFlags): void {
  for (const flag of ['ip', 'user', 'key', 'limit'] as const)
    if (flags[flag] !== undefined)
      throw new CliError(
        `\`list\` with --redis does not support --${flag}, because the store contains only digests of keys`,
        'show one client: tidegate counters show --redis URL --ip ADDRESS',
      )
}

const progressAt = 10_000

function maxOf(text: string | undefined): number {
  const max = text === undefined ? defaultMax : Number(text)
  if (Number.isInteger(max) && max >= 1 && max <= mostListed) return max
  throw new CliError(`invalid value of --max: \`${text}\``, `expected a number from 1 to ${mostListed}`)
}

function renderStored({ subjects, found, isComplete }: StoredSubjects): string {
  if (found === 0) return 'no client has used anything\n'
  const rows = subjects.map(
    ({ subject, digest, expiresInMs }) =>
      `${subject}  ${digest}  all available again in ${Math.ceil(expiresInMs / 1_000)} s\n`,
  )
  const all = isComplete ? `${found}` : `at least ${found}`
  return `${rows.join('')}${subjects.length} of ${all} clients; the store keeps digests of their keys: tidegate counters show --redis URL --ip ADDRESS\n`
}

const silent: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** Changes, on standard error. */
function changes(io: Io): Logger {
  const write = (fields: object, message: string): void => io.err(`${message}: ${JSON.stringify(fields)}\n`)
  return { ...silent, warn: write, error: write }
}
