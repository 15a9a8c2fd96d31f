import {
  type Admission,
  type Awaitable,
  type Decision,
  escapeText,
  type Explanation,
  type Gate,
  type GateRequest,
  shownValue,
} from '@tidegate/engine'
import { createPassHeaders, readTarget, render } from '@tidegate/engine/http'
import { type Ending, endWithResponse, watchWork } from './end-with-response.ts'
import type { FetchOptions } from './fetch-options.ts'
import { gateOf } from './gate-of.ts'
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
  fetch(handler: FetchHandler<Info>): FetchHandler<Info>
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

/** A request on its way through the guard. */
interface Passage<Info extends readonly unknown[]> {
  readonly request: Request
  /** The same, with the canonical target. */
  readonly canonical: Request
  readonly received: GateRequest
  readonly handler: FetchHandler<Info>
  readonly info: Info
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
  // WHY not a WeakMap: adding to one takes longer than reading the request.
  const judged = Symbol('tidegate')
  type JudgedRequest = Request & { [judged]?: Judged }
  const judgedHere = (request: Request): Judged | undefined => (request as JudgedRequest)[judged]

  const read = (request: Request, info: Info): GateRequest =>
    readRequest(request, {
      peer: options.peer(request, ...info),
      fields: options.fields?.(request, ...info),
      target: options.receivedTarget?.(request, ...info),
    })

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

  // WHY not async: a runtime answers at once with a response that is not a promise, and a promise for each step takes as long as a decision.
  function answer(request: Request, handler: FetchHandler<Info>, info: Info): Response | Promise<Response> {
    if (judgedHere(request) !== undefined) {
      gate.warn(mountedTwice)
      return handler(request, ...info)
    }
    const received = read(request, info)
    const target = readTarget(request.method, received.target, options)
    const canonical =
      options.rewriteTarget !== false && target.kind === 'target'
        ? withTarget(request, received.target, target.target)
        : request
    const passage: Passage<Info> = { request, canonical, received, handler, info }
    const isClear = target.kind === 'target' && target.hasReadings !== true
    if (!isClear || options.skip === undefined) return admit(passage)
    return ask('skip', canonical, info).then((skips) => (skips === true ? handler(canonical, ...info) : admit(passage)))
  }

  function admit(passage: Passage<Info>): Response | Promise<Response> {
    const { received, canonical, info } = passage
    if (options.user !== undefined || options.facts !== undefined) {
      return principalOf(canonical, info).then(async (principal) =>
        reply(passage, await gate.admit({ ...received, ...principal })),
      )
    }
    const admission = gate.admit(received)
    return admission instanceof Promise ? admission.then((known) => reply(passage, known)) : reply(passage, admission)
  }

  function reply(passage: Passage<Info>, admission: Admission): Response | Promise<Response> {
    const { request, canonical, handler, info } = passage
    const { decision } = admission
    if (decision.outcome !== 'pass') return refused(passage, admission)
    const known: Judged = { decision, admissions: [admission], ending: undefined, isAnswered: false }
    ;(canonical as JudgedRequest)[judged] = known
    watch(known, admission, request)
    const fields = passHeaders(decision)
    const { setField } = options
    if (setField !== undefined) for (const name in fields) setField(name, fields[name]!, ...info)
    let made: Response | Promise<Response>
    try {
      made = handler(canonical, ...info)
    } catch (error) {
      failed(known)
      throw error
    }
    if (!isLater(made)) return completed(known, request, made, fields)
    return Promise.resolve(made).then(
      (response) => completed(known, request, response, fields),
      (error: unknown) => {
        failed(known)
        throw error
      },
    )
  }

  function refused(
    { request, canonical, info }: Passage<Info>,
    { decision, settle }: Admission,
  ): Response | Promise<Response> {
    const settled = (response: Response): Response => {
      settle({ status: response.status })
      return response
    }
    if (options.handler === undefined) return settled(refuse(request, decision))
    const made = options.handler(canonical, decision, replyTo(request, decision), ...info)
    return isLater(made) ? Promise.resolve(made).then(settled) : settled(made)
  }

  /** Returns the response of the handler as the runtime gets it. */
  function completed(
    known: Judged,
    request: Request,
    response: Response,
    fields: Readonly<Record<string, string>> | undefined,
  ): Response {
    let status: number | undefined
    try {
      status = response.status
      const passed = options.setField === undefined ? withHeaders(response, fields) : response
      return known.ending === undefined ? passed : endWithResponse(request, passed, known.ending, gate)
    } catch (error) {
      known.ending?.end()
      throw error
    } finally {
      answered(known, status)
    }
  }

  function failed(known: Judged): void {
    known.ending?.end()
    answered(known, undefined)
  }

  function answered(known: Judged, status: number | undefined): void {
    known.isAnswered = true
    for (const { settle } of known.admissions) settle(status === undefined ? {} : { status })
  }

  /** Ends an admission with the work on its request, which may have ended already. */
  function watch(known: Judged, admission: Admission, request: Request): void {
    if (!admission.awaitsEnd) return
    if (known.ending === undefined && known.isAnswered) return admission.end()
    known.ending ??= watchWork(request, known.admissions, gate)
    if (known.ending.hasEnded()) known.ending.end()
  }

  function judgedOf(request: Request): Judged {
    const known = judgedHere(request)
    if (known === undefined) throw new Error('tidegate has not decided this request: put the guard before this handler')
    return known
  }

  function decisionOf(request: Request): Decision
  function decisionOf(request: Request, optional: 'optional'): Decision | undefined
  function decisionOf(request: Request, optional?: 'optional'): Decision | undefined {
    return optional === undefined ? judgedOf(request).decision : judgedHere(request)?.decision
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

const mountedTwice = {
  code: 'mounted-twice',
  message:
    'the same guard runs twice for one request: the first decision holds, and nothing is charged again; mount it once',
}

function isLater(made: Awaitable<Response>): made is Promise<Response> {
  return made instanceof Promise || (typeof made === 'object' && made !== null && 'then' in made)
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
