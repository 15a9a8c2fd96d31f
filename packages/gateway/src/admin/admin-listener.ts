import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Awaitable } from '@tidegate/engine'
import type { Operator } from '../operator/operator.ts'
import { isPagePath, type OperatorPage } from '../page/create-page.ts'
import type { Probes } from '../probes/probes.ts'
import { refusalOfMetrics, refusalWithoutToken } from './admit-operator.ts'
import { answerOperator, apiRoot, challenge } from './operator-api.ts'
import type { AdminTokens } from './tokens.ts'

/** What the admin listener reports. */
export interface AdminState {
  /** Whether requests are decided: every policy is loaded, and the gateway is not stopping. */
  readonly isReady: () => boolean
  readonly probes: Probes
  /** The page for operators; absent if it is switched off. */
  readonly page?: OperatorPage
  /** What operators see and change. */
  readonly operator: Operator
  readonly tokens: AdminTokens
  /** Answers `/metrics`. */
  readonly metrics: (request: IncomingMessage, response: ServerResponse) => void
}

interface Answer {
  readonly status: number
  /** Text, or a value that is sent as JSON. */
  readonly body: unknown
}

interface Page {
  readonly methods: readonly string[]
  readonly answer: (state: AdminState, rest: string) => Awaitable<Answer>
}

const reading = ['GET', 'HEAD']
const healthy: Page = { methods: reading, answer: () => ({ status: 200, body: 'healthy' }) }
const ready: Page = {
  methods: reading,
  answer: ({ isReady }) => (isReady() ? { status: 200, body: 'ready' } : { status: 503, body: 'not ready' }),
}

function createMark({ probes }: AdminState): Awaitable<Answer> {
  const mark = probes.create()
  return mark instanceof Promise ? mark.then(created) : created(mark)
}

function created(mark: string): Answer {
  return { status: 201, body: { mark } }
}

const localOnly = 'probes are for programs of this machine: run tidegate doctor where tidegate serve runs'

/**
 * Whether a request comes from a program of this machine, and not from a web page in a browser. INVARIANT: only such a program gets the mark of a probe, which
 * bypasses the policy; health may be asked from elsewhere, such as from outside a container.
 */
function isLocal({ socket: { remoteAddress }, headers }: IncomingMessage): boolean {
  if (headers.origin !== undefined) return false
  return remoteAddress === undefined || /^(?:::ffff:)?127\.|^::1$/.test(remoteAddress)
}

/** Pages by path. */
const pages: ReadonlyMap<string, Page> = new Map<string, Page>([
  ['/healthz', healthy],
  ['/ping', healthy],
  ['/readyz', ready],
  ['/ready', ready],
  ['/probes', { methods: ['POST'], answer: createMark }],
])

const probe: Page = {
  methods: reading,
  answer: ({ probes }, mark) => {
    const records = probes.find(mark)
    return records === undefined ? { status: 404, body: 'no such mark' } : { status: 200, body: { records } }
  },
}

/** The listener for health checks, for the probes of `tidegate doctor`, and for everything that operators look at and change. */
export function adminListener(state: AdminState): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const { url = '', method = '' } = request
    const path = url.split('?', 1)[0]!
    if (path === '/metrics') {
      const refusal = refusalOfMetrics(request, state.tokens)
      return refusal === undefined ? state.metrics(request, response) : refuse(refusal, response)
    }
    if (path === '/' || isPagePath(path)) return answerPage(state, path, request, response)
    if (path.startsWith(apiRoot)) return void answerOperator(state.operator, state.tokens, request, response)
    const rest = path.startsWith('/probes/') ? path.slice('/probes/'.length) : ''
    const page = rest === '' ? pages.get(path) : probe
    const allow = page?.methods.join(', ') ?? ''
    const isRefused = path.startsWith('/probes') && !isLocal(request)
    const answered = isRefused ? { status: 403, body: localOnly } : answerOf(page, method, rest, state)
    if (answered instanceof Promise) void answered.then((later) => send(response, later, allow))
    else send(response, answered, allow)
  }
}

function send(response: ServerResponse, { status, body }: Answer, allow: string): void {
  const isText = typeof body === 'string'
  response.writeHead(status, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 && { allow }),
  })
  response.end(isText ? `${body}\n` : JSON.stringify(body))
}

const noPage = 'the page for operators is switched off by serve.page'

function answerPage(
  { page, tokens }: AdminState,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const refusal = page === undefined ? { status: 404, message: noPage } : refusalWithoutToken(request, tokens)
  if (refusal !== undefined) refuse(refusal, response)
  else if (path === '/') response.writeHead(303, { location: '/page' }).end()
  else page?.answer(request, response)
}

interface Refused {
  readonly status: number
  readonly message: string
  readonly help?: string
}

function refuse({ status, message, help }: Refused, response: ServerResponse): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 401 && challenge),
  })
  response.end(`${message}${help === undefined ? '' : `: ${help}`}\n`)
}

const elsewhere = ['/metrics', '/page', '/v1/status']

function answerOf(page: Page | undefined, method: string, rest: string, state: AdminState): Awaitable<Answer> {
  if (page === undefined)
    return { status: 404, body: `not found; there are ${[...pages.keys(), ...elsewhere].join(', ')}` }
  return page.methods.includes(method) ? page.answer(state, rest) : { status: 405, body: 'method not allowed' }
}
