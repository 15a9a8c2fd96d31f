import {
  type Admission,
  checkIsOptions,
  checkOptions,
  checkValues,
  createGate,
  type Decision,
  escapeText,
  type Explanation,
  type Gate,
  gateOptionNames,
  type GateOptions,
  type GateRequest,
  shownValue,
  type ValueKind,
} from '@tidegate/engine'
import { createPassHeaders, readTarget, render, replyOptionNames } from '@tidegate/engine/http'
import { type Ending, endWithResponse, watchWork } from './end-with-response.ts'
import { type FetchOptions, ownOptionNames } from './fetch-options.ts'
import { readRequest, withTarget } from './read-request.ts'

/** Answers a request, as `fetch` of a server does; `Info` is what the runtime passes in addition to the request. */
export type FetchHandler<Info extends readonly unknown[]> = (
  request: Request,
  ...info: Info
) => Response | Promise<Response>

/** The principal of a request: absent properties mean that no user is logged in, and that no facts are supplied. */
export type Principal = Pick<GateRequest, 'user' | 'facts'>

/** A policy in front of a server of `Request` and `Response`. */
export interface Tidegate<Info extends readonly unknown[]> {
  readonly gate: Gate
  /** Returns a handler that calls `handler` for the requests that pass, and answers all others. */
  fetch(handler: FetchHandler<Info>): (request: Request, ...info: Info) => Promise<Response>
  /** Returns the decision that admitted this request. Throws if the guard has not run; with `optional`, returns undefined. */
  decisionOf(request: Request): Decision
  decisionOf(request: Request, optional: 'optional'): Decision | undefined
  /** Decides this request again for another principal, and charges its limits: at login, after the password has been verified. */
  check(request: Request, principal: Principal, ...info: Info): Promise<Decision>
  /** Returns the response to a refused request, as the guard would. */
  refuse(request: Request, decision: Decision): Response
  /** Explains the decision about this request; nothing is charged. */
  explain(request: Request, ...info: Info): Promise<Explanation>
  /** Closes the gate, unless the application opened it. */
  close(): Promise<void>
}

/** A request that the guard has decided, and all admissions that its response settles. */
interface Judged {
  readonly decision: Decision
  readonly admissions: Admission[]
  /** What ends the work on the request; undefined if no admission holds places. */
  ending: Ending | undefined
  /** Whether the handler has returned its response, or failed. */
  isAnswered: boolean
}

/**
 * Creates a guard for servers that answer a `Request` with a `Response`: Hono, Cloudflare Workers, Deno, Bun. It uses nothing of Node.
 * The policy is a compiled plan (`tidegate compile`, `readPlan`) or a gate. Throws a `TypeError` for invalid options.
 *
 * @example
 * const guard = tidegate({ policy: plan, peer: (request) => request.headers.get('cf-connecting-ip') ?? undefined })
 * export default { fetch: guard.fetch(app.fetch) }
 */
export function tidegate<Info extends readonly unknown[]>(options: FetchOptions<Info>): Tidegate<Info> {
  const gate = gateOf(options)
  const passHeaders = createPassHeaders(options)
  const judged = new WeakMap<Request, Judged>()

  const read = (request: Request, info: Info): GateRequest => readRequest(request, options.peer(request, ...info))

  /**
   * Calls a function of the application. WHY: runtimes may answer an error with 500 and log nothing, so that every request is refused and the
   * operator does not know why.
   */
  async function ask<Name extends 'user' | 'facts' | 'skip'>(name: Name, request: Request, info: Info) {
    try {
      return (await options[name]?.(request, ...info)) as Awaited<ReturnType<NonNullable<FetchOptions<Info>[Name]>>>
    } catch (error) {
      const reason = escapeText(error instanceof Error ? error.message : String(error), 200)
      const message = `the function \`${name}\` of the application failed, and the request was not admitted: ${reason}`
      gate.warn({ code: 'host-function-failed', about: name, message })
      throw error
    }
  }

  async function principalOf(request: Request, info: Info): Promise<Principal> {
    const user = await ask('user', request, info)
    const facts = await ask('facts', request, info)
    if (facts !== undefined && (typeof facts !== 'object' || facts === null || Array.isArray(facts)))
      throw new TypeError(
        `tidegate: \`facts\` must return an object of values by fact name, or undefined; it returned ${shownValue(facts)}`,
      )
    return { ...(user !== undefined && user !== null && { user }), ...(facts !== undefined && { facts }) }
  }

  function refuse(request: Request, decision: Decision): Response {
    const { status, headers, body } = replyTo(request, decision)
    const length = String(new TextEncoder().encode(body).length)
    return new Response(request.method === 'HEAD' ? null : body, {
      status,
      headers: { ...headers, 'content-length': length },
    })
  }

  const replyTo = (request: Request, decision: Decision): ReturnType<typeof render> =>
    render(decision, request.headers.get('accept') ?? '', options)

  async function answer(request: Request, handler: FetchHandler<Info>, info: Info): Promise<Response> {
    if (judged.has(request)) {
      gate.warn(mountedTwice)
      return handler(request, ...info)
    }
    const received = read(request, info)
    const target = readTarget(request.method, received.target, options)
    const canonical =
      options.rewriteTarget !== false && target.kind === 'target' ? withTarget(request, target.target) : request
    const isClear = target.kind === 'target' && target.hasReadings !== true
    const skips = isClear && (await ask('skip', canonical, info)) === true
    if (skips) return handler(canonical, ...info)
    const admission = await gate.admit({ ...received, ...(await principalOf(canonical, info)) })
    const { decision } = admission
    if (decision.outcome !== 'pass') {
      const response = await (options.handler === undefined
        ? refuse(request, decision)
        : options.handler(canonical, decision, replyTo(request, decision), ...info))
      admission.settle({ status: response.status })
      return response
    }
    const admissions = [admission]
    const known: Judged = { decision, admissions, ending: undefined, isAnswered: false }
    judged.set(canonical, known)
    watch(known, admission, request)
    let status: number | undefined
    try {
      const response = await handler(canonical, ...info)
      status = response.status
      const passed = withHeaders(response, passHeaders(decision))
      return known.ending === undefined ? passed : endWithResponse(request, passed, known.ending, gate)
    } catch (error) {
      known.ending?.end()
      throw error
    } finally {
      known.isAnswered = true
      for (const { settle } of admissions) settle(status === undefined ? {} : { status })
    }
  }

  /** Ends an admission with the work on its request, which may have ended already. */
  function watch(known: Judged, admission: Admission, request: Request): void {
    if (!admission.awaitsEnd) return
    if (known.ending === undefined && known.isAnswered) return admission.end()
    known.ending ??= watchWork(request, known.admissions, gate)
    if (known.ending.hasEnded()) known.ending.end()
  }

  function judgedOf(request: Request): Judged {
    const known = judged.get(request)
    if (known === undefined) throw new Error('tidegate has not decided this request: put the guard before this handler')
    return known
  }

  function decisionOf(request: Request): Decision
  function decisionOf(request: Request, optional: 'optional'): Decision | undefined
  function decisionOf(request: Request, optional?: 'optional'): Decision | undefined {
    return optional === undefined ? judgedOf(request).decision : judged.get(request)?.decision
  }

  return {
    gate,
    fetch(handler) {
      if (typeof handler !== 'function')
        throw new TypeError('fetch: expected the handler for requests: write `{ fetch: guard.fetch(app.fetch) }`')
      return (request, ...info) => answer(request, handler, info)
    },
    decisionOf,
    refuse,
    async check(request, principal, ...info) {
      const known = judgedOf(request)
      const admission = await gate.admit({ ...read(request, info), ...principal }, undefined, known.admissions[0])
      known.admissions.push(admission)
      watch(known, admission, request)
      return admission.decision
    },
    explain: async (request, ...info) =>
      gate.explain({ ...read(request, info), ...(await principalOf(request, info)) }),
    close: () => (options.gate === undefined ? gate.close() : Promise.resolve()),
  }
}

const functions: Readonly<Record<string, readonly ValueKind[]>> = {
  user: ['function'],
  facts: ['function'],
  skip: ['function'],
  handler: ['function'],
}

function gateOf<Info extends readonly unknown[]>(options: FetchOptions<Info>): Gate {
  checkIsOptions('tidegate', options, 'tidegate({ policy: plan, peer })')
  checkOptions('tidegate', options, [...ownOptionNames, ...replyOptionNames, ...gateOptionNames])
  checkValues('tidegate', options ?? {}, { ...functions, rewriteTarget: ['boolean'] })
  const { policy, gate, peer }: Partial<FetchOptions<Info>> = options ?? {}
  if (typeof peer !== 'function') {
    throw new TypeError(
      'tidegate: `peer` must be a function that returns the address of the connection, such as `(request, info) => info.remoteAddr.hostname`',
    )
  }
  if (gate !== undefined) {
    if (policy !== undefined) throw new TypeError('tidegate: give `policy` or `gate`, not both')
    if (typeof (gate as Partial<Gate> | null)?.admit !== 'function')
      throw new TypeError('tidegate: `gate` must be an open gate: write `gate: await openPolicy(…)`')
    return gate
  }
  if (policy === undefined) {
    throw new TypeError('tidegate: no policy given: set `policy` to a compiled plan, or a `gate`')
  }
  if (typeof policy === 'string') {
    const help = 'run `tidegate compile`, and read its output with `readPlan`'
    throw new TypeError(`tidegate: \`policy\` must be a compiled plan: ${help}`)
  }
  const known: readonly string[] = gateOptionNames
  return createGate(
    policy,
    Object.fromEntries(Object.entries(options).filter(([name]) => known.includes(name))) as GateOptions,
  )
}

const mountedTwice = {
  code: 'mounted-twice',
  message:
    'the same guard runs twice for one request: the first decision holds, and nothing is charged again; mount it once',
}

/** The response with these fields, in addition to its own. */
function withHeaders(response: Response, headers: Readonly<Record<string, string>> | undefined): Response {
  // WHY: a runtime recognises the response to an upgrade (101) by its identity, and neither it nor `Response.error()` (0) can be constructed.
  if (headers === undefined || response.status < 200) return response
  // WHY: the headers of a response that `fetch` returned cannot be changed.
  const copy = new Response(response.body, response)
  for (const name in headers) copy.headers.set(name, headers[name]!)
  return copy
}
