import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Actor, OperatorProblem, OperatorResult, ProblemCode } from '../operator/operator-result.ts'
import type { Operator } from '../operator/operator.ts'
import { sitesNamed } from '../operator/name-sites.ts'
import { admitOperator } from './admit-operator.ts'
import {
  allowFields,
  counterQueryOf,
  FieldError,
  type Fields,
  neededText,
  numberOf,
  refusalQueryOf,
  subjectOf,
  textOf,
} from './read-fields.ts'
import { readJsonBody } from './read-json-body.ts'
import { safeJson } from './safe-json.ts'
import type { AdminTokens } from './tokens.ts'

/** Where the routes for operators begin. */
export const apiRoot = '/v1/'

/** What is asked of the operator's service. */
interface Route {
  readonly method: 'GET' | 'POST'
  /** Whether it changes something, for which a token for looking only is not enough. */
  readonly changes: boolean
  readonly answer: (operator: Operator, fields: Fields, actor: Actor) => unknown
}

function reading(answer: (operator: Operator, fields: Fields) => unknown): Route {
  return {
    method: 'GET',
    changes: false,
    answer: (operator, fields) => {
      const value = answer(operator, fields)
      const found = sitesNamed(operator.status().sites, textOf(fields, 'site'))
      return 'code' in found ? { kind: 'problem', problem: found } : done(value)
    },
  }
}

function changing(answer: Route['answer']): Route {
  return { method: 'POST', changes: true, answer }
}

function ofSite(fields: Fields): string | undefined {
  allowFields(fields, ['site'])
  return textOf(fields, 'site')
}

/** The routes, by what follows `/v1/`. */
const routes: ReadonlyMap<string, Route> = new Map<string, Route>([
  ['status', reading((operator) => operator.status())],
  ['rules', reading((operator, fields) => operator.rules(ofSite(fields)))],
  ['refusals', reading((operator, fields) => operator.refusals(refusalQueryOf(fields)))],
  ['why', reading((operator, fields) => operator.why(neededText(fields, 'id')))],
  ['counters', reading((operator, fields) => operator.counters.list(counterQueryOf(fields)))],
  [
    'counters/show',
    { method: 'POST', changes: false, answer: (operator, fields) => operator.counters.show(subjectOf(fields)) },
  ],
  ['counters/reset', changing((operator, fields, actor) => operator.counters.reset(subjectOf(fields), actor))],
  [
    'counters/block',
    changing((operator, fields, actor) =>
      operator.counters.block(subjectOf(fields, 'forMs'), numberOf(fields, 'forMs') ?? 0, actor),
    ),
  ],
  ['counters/unblock', changing((operator, fields, actor) => operator.counters.unblock(subjectOf(fields), actor))],
  // WHY a change: the answer contains a secret, and is recorded.
  ['counters/export', changing((operator, fields, actor) => operator.counters.export(ofSite(fields), actor))],
  ['blocks', reading((operator) => operator.counters.blocks())],
  ['tightenings', reading((operator) => operator.tightenings.list())],
  [
    'tightenings/add',
    changing((operator, fields, actor) => {
      allowFields(fields, ['statement', 'forMs', 'site'])
      const site = textOf(fields, 'site')
      const request = { statement: neededText(fields, 'statement'), forMs: numberOf(fields, 'forMs') ?? 0 }
      return operator.tightenings.add({ ...request, ...(site !== undefined && { site }) }, actor)
    }),
  ],
  [
    'tightenings/undo',
    changing((operator, fields, actor) => operator.tightenings.undo(neededText(fields, 'id'), actor)),
  ],
  ['lists', reading((operator, fields) => operator.lists(ofSite(fields)))],
  ['reloads', reading((operator) => operator.reloads())],
  ['changes', reading((operator) => operator.changes())],
  ['reload', changing((operator, _fields, actor) => operator.reload(actor))],
])

function done<Value>(value: Value): OperatorResult<Value> {
  return { kind: 'done', value }
}

/** Answers a request of an operator with JSON: `{ version, kind: "done", value }` or `{ version, kind: "problem", problem }`. Never rejects. */
export async function answerOperator(
  operator: Operator,
  tokens: AdminTokens,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await answer(operator, tokens, request, response)
  } catch (error) {
    if (error instanceof FieldError) send(response, 422, problem('invalid', error.message))
    else send(response, 500, problem('store', 'the gateway could not do this'))
  }
}

async function answer(
  operator: Operator,
  tokens: AdminTokens,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const admission = admitOperator(request, tokens)
  if (admission.kind === 'refused') {
    const { status, message, help } = admission
    return send(response, status, problem('not-allowed', message, help), status === 401 ? challenge : {})
  }
  const url = new URL(request.url ?? '', 'http://operator.invalid')
  const route = routes.get(url.pathname.slice(apiRoot.length))
  if (route === undefined)
    return send(response, 404, problem('not-found', `not found; there are ${[...routes.keys()].join(', ')}`))
  const isAsked = route.method === request.method || (route.method === 'GET' && request.method === 'HEAD')
  if (!isAsked) return send(response, 405, problem('invalid', `use ${route.method}`), { allow: allowedMethods(route) })
  if (route.changes && !admission.mayChange)
    return send(response, 403, problem('not-allowed', 'this token is for looking only', 'use a token without `:read`'))
  if (route.method === 'GET')
    return finish(response, await route.answer(operator, Object.fromEntries(url.searchParams), admission.actor))
  const body = await readJsonBody(request)
  if (body.kind === 'fault') {
    // WHY closed: the rest of a body that is too large must not be read as the next request.
    if (body.status === 413) response.setHeader('connection', 'close')
    return send(response, body.status, problem('invalid', body.message))
  }
  finish(response, await route.answer(operator, body.value, admission.actor))
}

function allowedMethods({ method }: Route): string {
  return method === 'GET' ? 'GET, HEAD' : method
}

/** What a reply with 401 says about how to give a token. */
export const challenge = { 'www-authenticate': 'Bearer realm="tidegate"' }

function finish(response: ServerResponse, answered: unknown): void {
  const result = answered as OperatorResult<unknown>
  send(response, result.kind === 'done' ? 200 : statusOf(result.problem.code), result)
}

function statusOf(code: ProblemCode): number {
  switch (code) {
    case 'unknown-site':
    case 'unknown-limit':
    case 'not-found':
      return 404
    case 'not-allowed':
      return 403
    case 'several-sites':
    case 'not-counted':
    case 'invalid':
    case 'loosens':
    case 'policy':
      return 422
    case 'full':
      return 409
    case 'store':
      return 503
  }
}

function problem(code: ProblemCode, message: string, help?: string): OperatorResult<never> {
  const value: OperatorProblem = { code, message, ...(help !== undefined && { help }) }
  return { kind: 'problem', problem: value }
}

function send(
  response: ServerResponse,
  status: number,
  result: OperatorResult<unknown>,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...strictHeaders, ...headers })
  response.end(`${safeJson({ version: 1, ...result })}\n`)
}

const strictHeaders = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
