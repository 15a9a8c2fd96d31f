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
import { openAuditLog, openPolicy } from '@tidegate/node'
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
        `--redis asks no gateway, so there is no --${flag === 'tokenFile' ? 'token-file' : flag}`,
        'leave one of both out',
      )
  const found = await readConfig(io.cwd)
  const policy = resolve(io.cwd, await policyFile(flags.policy, found, io.cwd))
  const { prefix = defaultPrefix } = flags
  return withPlugins(found, async (plugins) => {
    const redis = await openRedis(url, warnings(io), prefix)
    const gate = await openPolicy(policy, {
      store: redis.store,
      // WHY: counters of this process would be another client's.
      onStoreError: 'deny',
      storeTimeoutMs: timeoutMs,
      plugins,
      logger: false,
      ...(found !== undefined && { config: found.path }),
    })
    const auditOptions = found?.config.serve?.auditLog
    const audit = auditOptions === undefined ? undefined : openAuditLog(auditOptions)
    try {
      if (verb === 'list') {
        const listed = await answerOf(
          listKeys(redis.sendCommand, prefix, gate.plan.layout.tag, maxOf(flags.max), (count) => {
            if (count >= progressAt) io.err(`${count} clients so far\n`)
          }),
          shownUrl(url),
        )
        return showAnswer(listed, flags.json === true, io, renderStored)
      }
      const counters = operateGate({
        policy,
        gate,
        logger: warnings(io),
        onChange: (change) => audit?.record(auditedChange(change)),
      })
      return await run(verb, counters, subject, flags, io)
    } finally {
      await audit?.close()
      await gate.close()
      redis.close()
    }
  })
}

async function run(
  verb: Exclude<CountersVerb, 'list'>,
  counters: OperatorCounters,
  subject: Subject,
  flags: CountersFlags,
  io: Io,
): Promise<ExitCode> {
  const paint = colors(io.color)
  const asJson = flags.json === true
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
      const change = answered(await counters.block(subject, readFor(flags.for), actor))
      return showAnswer(change, asJson, io, (made) => renderChange(verb, made, paint))
    }
  }
}

function answered<Value>(result: OperatorResult<Value>): GatewayAnswer<Value> {
  return { version: 1, ...result }
}

async function answerOf<Value>(value: Promise<Value>, server: string): Promise<GatewayAnswer<Value>> {
  try {
    return { version: 1, kind: 'done', value: await value }
  } catch (error) {
    const message = `the server \`${server}\` does not answer: ${(error as Error).message}`
    return {
      version: 1,
      kind: 'problem',
      problem: { code: 'store', message, help: 'check --redis, and that the server runs' },
    }
  }
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

/** Changes and problems with the connection, on standard error. */
function warnings(io: Io): Logger {
  const write = (fields: object, message: string): void => io.err(`${message}: ${JSON.stringify(fields)}\n`)
  return { debug: () => undefined, info: () => undefined, warn: write, error: write }
}
