import { request } from 'node:http'
import type { OperatorResult } from '@tidegate/gateway'
import { CliError, type Io } from '../io.ts'
import { version } from '../version.ts'
import type { FoundGateway } from './find-gateway.ts'

/** What is asked: a path below `/v1/`, with a body for what is sent by POST. */
export interface GatewayQuestion {
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly body?: Readonly<Record<string, unknown>>
}

/** The answer of a gateway, as `--json` prints it. */
export type GatewayAnswer<Value> = OperatorResult<Value> & { readonly version: 1 }

const timeoutMs = 30_000
const maxBytes = 64 * 1_024 * 1_024

/** Asks a gateway. Throws `CliError` if it does not answer, if a token is needed, and if the answer is not that of a gateway. */
export async function askGateway<Value>(
  gateway: FoundGateway,
  question: GatewayQuestion,
  io: Io,
): Promise<GatewayAnswer<Value>> {
  const { status, text } = await send(gateway, question, io)
  const answer = readAnswer<Value>(text)
  if (answer === undefined)
    throw new CliError(
      `what listens at ${gateway.shown} is not the admin listener of a gateway (status ${status})`,
      'name the `admin` address of `tidegate serve` with --admin',
    )
  if (answer.kind === 'problem' && (status === 401 || status === 403 || status === 421))
    throw new CliError(`the gateway at ${gateway.shown}: ${answer.problem.message}`, answer.problem.help)
  return answer
}

async function send(
  { address, shown, token }: FoundGateway,
  { path, query = {}, body }: GatewayQuestion,
  io: Io,
): Promise<{ readonly status: number; readonly text: string }> {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  )
  const search = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
  const asking = request(
    {
      ...(address.kind === 'unix' ? { socketPath: address.path } : { host: address.host, port: address.port }),
      path: `/v1/${path}${search}`,
      method: body === undefined ? 'GET' : 'POST',
      // WHY a Host of its own: a Unix socket has no name.
      headers: {
        host: address.kind === 'unix' ? 'localhost' : shown,
        'user-agent': `tidegate/${version}`,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      signal: AbortSignal.any([io.signal, AbortSignal.timeout(timeoutMs)]),
    },
    (response) => {
      const chunks: Buffer[] = []
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > maxBytes) response.destroy(new Error('the answer is too large'))
        else chunks.push(chunk)
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      )
    },
  )
  asking.on('error', reject)
  asking.end(body === undefined ? undefined : JSON.stringify(body))
  try {
    return await promise
  } catch (error) {
    throw notReached(shown, error)
  }
}

function notReached(shown: string, error: unknown): CliError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const start = 'start it with `tidegate serve`, or name its `admin` address with --admin'
  switch (code) {
    case 'ECONNREFUSED':
      return new CliError(`no gateway listens at ${shown}`, start)
    case 'ENOENT':
      return new CliError(`there is no socket ${shown}`, start)
    case 'EACCES':
      return new CliError(`${shown}: permission denied`, 'run this as the user of the gateway, or as root')
    case undefined:
    default:
      return new CliError(
        `the gateway at ${shown} does not answer: ${error instanceof Error ? error.message : String(error)}`,
        start,
      )
  }
}

function readAnswer<Value>(text: string): GatewayAnswer<Value> | undefined {
  try {
    const value = JSON.parse(text) as Partial<GatewayAnswer<Value>> | null
    return value !== null &&
      typeof value === 'object' &&
      value.version === 1 &&
      (value.kind === 'done' || value.kind === 'problem')
      ? (value as GatewayAnswer<Value>)
      : undefined
  } catch {
    return undefined
  }
}
