import {
  type Admission,
  type Awaitable,
  checkOptions,
  checkValues,
  type Decision,
  type Explanation,
  type Gate,
  type GateRequest,
  type Refusal,
} from '@tidegate/engine'
import { createPassHeaders, fromNodeRequest, render, type Reply } from '@tidegate/engine/http'
import { canonicaliseUrl } from './canonicalise-url.ts'
import type { Host, HostRequest, HostResponse } from './host.ts'
import type { HostOptions } from './host-options.ts'
import { isThenable } from './is-thenable.ts'
import { openGate } from './open-gate.ts'
import { asPrincipal, type Principal, type UserId } from './principal.ts'
import { endWithReply } from './end-with-reply.ts'
import { handlingFailed, rememberHandling } from './handling.ts'
import { createFailureWarnings } from './host-failures.ts'
import { readHostOptions } from './read-host-options.ts'
import { protectUpgrades, type UpgradableServer, type UpgradeOptions } from './protect-upgrades.ts'
import { settleWithReply } from './settle-with-reply.ts'

/** Functions of a guard for the application. */
export interface GuardTools<Context> {
  /**
   * Resolves to the gate when the policy is open. Rejects if the policy cannot be read or enforced; a rejection that is not handled ends the
   * process.
   */
  readonly ready: Promise<Gate>
  /**
   * Decides this request again for another principal, and charges its limits. A login calls this after it has verified the password. The request is
   * decided as the guard read it, also below a mount that has shortened its URL.
   */
  check(context: Context, principal: Principal): Promise<Decision>
  /** Sends a refusal, as the guard would. */
  refuse(context: Context, decision: Decision): void
  /** Returns the decision that admitted this request. Throws if the guard has not run; with `optional`, returns undefined. */
  decisionOf(context: Context): Decision
  decisionOf(context: Context, optional: 'optional'): Decision | undefined
  /** Returns what the gate remembers of a refusal, by the id in its reply (`Gate.refusal`); undefined also before the policy is open. */
  refusal(id: string): Refusal | undefined
  /** Explains the decision about this request; nothing is charged. */
  explain(context: Context): Promise<Explanation>
  /**
   * Makes the gate also decide upgrade requests (such as those for WebSocket) and CONNECT requests to this server, which frameworks do not
   * handle.
   */
  protectUpgrades(server: UpgradableServer, options?: UpgradeOptions): void
  /** Stops watching files and closes the gate, unless the application opened it. */
  close(): Promise<void>
}

/**
 * Decides one request: calls `next` if it passes, and otherwise sends the refusal. Returns the result of `next` or `handler`, as a promise
 * only if something had to be awaited. If `skip`, `user`, `facts` or `handler` throws or rejects, so does this function.
 */
export type Guarding<Context> = (context: Context, next: () => unknown) => unknown

/** A guard of one framework: the function that handles requests, and its tools. */
export interface Guard<Context> extends GuardTools<Context> {
  readonly guard: Guarding<Context>
}

/**
 * Creates the guard that an adapter puts before a framework's routes. The policy is applied to the request's `url`, which is what a router after
 * the guard reads; below a mount, `url` does not contain the mount's prefix. Throws a `TypeError` for invalid options.
 */
export function createGuard<Context>(host: Host<Context>, given: HostOptions<Context>): Guard<Context> {
  const options = readHostOptions(given)
  const { ready: opening, close: closeGate } = openGate(options)
  const looksUp = options.user !== undefined || options.facts !== undefined
  const passHeaders = createPassHeaders(options)
  let opened: Gate | undefined
  let isClosed = false
  const warn: Gate['warn'] = (warning) => opened?.warn(warning)
  const calling = createFailureWarnings(warn)
  // WHY: this promise has no handler of its own, so that a failure which the application does not handle ends the process.
  const ready = opening.then((gate) => {
    opened = gate
    return gate
  })

  /**
   * The properties in which a request keeps the URL and the method with which this guard admitted it, what the guard read of it, and the admission.
   *
   * WHY: a handler that decides the request again can be below a mount, which has shortened the URL, or run after the client has left.
   */
  const judged = Symbol('tidegate.judged')
  const judgedMethod = Symbol('tidegate.judged-method')
  const known = Symbol('tidegate.known')
  const admitted = Symbol('tidegate.admitted')
  type Marked = HostRequest & {
    [judged]?: string | undefined
    [judgedMethod]?: string | undefined
    [known]?: GateRequest
    [admitted]?: Admission
  }

  // WHY: there are no async functions from here to `answer`, so that no promise or closure is created if nothing has to be awaited.
  function guard(context: Context, next: () => unknown): unknown {
    const request = host.request(context) as Marked
    // WHY: a method or URL that the application has rewritten in between is judged again: `/` that became `/admin` was not admitted there.
    if (request[judged] !== undefined && request[judged] === request.url && request[judgedMethod] === request.method) {
      opened?.warn(mountedTwice)
      return next()
    }
    // WHY: a target that the gate refuses is never skipped, and `skip` sees the same target as a router after the guard: `/assets/../admin` must
    // not be skipped as an asset.
    if (options.skip === undefined) return judge(context, next)
    const received = readRequest(context)
    if (!canonicaliseUrl(request, options)) return judge(context, next)
    const skips = calling('skip', options.skip, context)
    const proceed = (skip: unknown): unknown => {
      if (!skip) return judge(context, next)
      request[known] = received
      return next()
    }
    return isThenable(skips) ? Promise.resolve(skips).then(proceed) : proceed(skips)
  }

  function judge(context: Context, next: () => unknown): unknown {
    if (isClosed) throw new Error('tidegate: this guard is closed: close the server first, and then the guard')
    const gate = opened
    if (gate === undefined) return ready.then((first) => identify(first, context, next))
    return identify(gate, context, next)
  }

  function identify(gate: Gate, context: Context, next: () => unknown): unknown {
    // WHY: the request is read first, because a socket loses its address if the client leaves while `user` and `facts` are looked up.
    const received = readRequest(context)
    ;(host.request(context) as Marked)[known] = received
    if (!looksUp) return admit(gate, context, received, next)
    const request = withPrincipal(context, received)
    return request instanceof Promise
      ? request.then((complete) => admit(gate, context, complete, next))
      : admit(gate, context, request, next)
  }

  function admit(gate: Gate, context: Context, request: GateRequest, next: () => unknown): unknown {
    if (host.isMounted(context)) gate.warn(belowMount)
    // WHY: below a mount, the shortened URL is decided again, but one request is not counted twice.
    const admission = gate.admit(request, (host.request(context) as Marked)[admitted])
    return admission instanceof Promise
      ? admission.then((settled) => answer(context, settled, next))
      : answer(context, admission, next)
  }

  function answer(context: Context, admission: Admission, next: () => unknown): unknown {
    const { decision } = admission
    const response = host.response(context)
    host.setDecision(context, decision)
    watch(response, admission)
    if (decision.outcome !== 'pass') {
      if (options.handler === undefined) return refuse(context, decision)
      return options.handler(context, decision, replyTo(context, decision))
    }
    const headers = passHeaders(decision)
    for (const name in headers) response.setHeader(name, headers[name]!)
    const request = host.request(context) as Marked
    if (options.rewriteTarget !== false && decision.target !== undefined && decision.target !== request.url) {
      request.url = decision.target
    }
    request[judged] = request.url
    request[judgedMethod] = request.method
    request[admitted] = admission
    try {
      const returned = next()
      rememberHandling(response, returned)
      return returned
    } catch (error) {
      handlingFailed(response)
      throw error
    }
  }

  /** Settles an admission with its reply, and ends it with the work on its request. */
  function watch(response: HostResponse, admission: Admission): void {
    settleWithReply(response, admission)
    endWithReply(response, admission, warn)
  }

  /** Reads the request for the gate, with the target that a router after the guard reads. */
  function readRequest(context: Context): GateRequest {
    const request = host.request(context)
    return fromNodeRequest(request, host.received?.(context) ?? request.url)
  }

  /** The request as the guard read it, or as it is now if the guard has not run. */
  function knownRequest(context: Context): GateRequest {
    return (host.request(context) as Marked)[known] ?? readRequest(context)
  }

  /** Adds to a request the principal that the application supplies. */
  function withPrincipal(context: Context, request: GateRequest): Awaitable<GateRequest> {
    canonicaliseUrl(host.request(context), options)
    const user = options.user && calling('user', options.user, context)
    if (isThenable(user)) return lookUp(context, request, user)
    const facts = options.facts && calling('facts', options.facts, context)
    if (isThenable(facts)) return Promise.resolve(facts).then((supplied) => asPrincipal(request, user, supplied))
    return asPrincipal(request, user, facts)
  }

  async function lookUp(context: Context, request: GateRequest, user: PromiseLike<UserId>): Promise<GateRequest> {
    const id = await user
    return asPrincipal(request, id, await (options.facts && calling('facts', options.facts, context)))
  }

  function replyTo(context: Context, decision: Decision): Reply {
    return render(decision, host.request(context).headers.accept ?? '', options)
  }

  function refuse(context: Context, decision: Decision): void {
    host.send(context, replyTo(context, decision))
  }

  function decisionOf(context: Context): Decision
  function decisionOf(context: Context, optional: 'optional'): Decision | undefined
  function decisionOf(context: Context, optional?: 'optional'): Decision | undefined {
    const decision = host.getDecision(context)
    if (decision === undefined && optional === undefined) {
      throw new Error('tidegate has not decided this request: install the guard before this handler')
    }
    return decision
  }

  return {
    guard,
    ready,
    close() {
      isClosed = options.gate === undefined
      return closeGate()
    },
    refuse,
    decisionOf,
    refusal: (id) => opened?.refusal(id),
    async check(context, { user, facts }) {
      const gate = opened ?? (await ready)
      const { [admitted]: holding } = host.request(context) as Marked
      const admission = await gate.admit(asPrincipal(knownRequest(context), user, facts), undefined, holding)
      watch(host.response(context), admission)
      return admission.decision
    },
    async explain(context) {
      return (opened ?? (await ready)).explain(await withPrincipal(context, knownRequest(context)))
    },
    protectUpgrades(server, upgrade = {}) {
      checkOptions('protectUpgrades', upgrade, ['user', 'facts'])
      checkValues('protectUpgrades', upgrade, { user: ['function'], facts: ['function'] })
      protectUpgrades(server, { ready, options, ...upgrade })
    },
  }
}

const mountedTwice = {
  code: 'mounted-twice',
  message:
    'the same guard runs twice for one request: the first decision holds, and nothing is charged again; mount it once',
}

const belowMount = {
  code: 'below-mount',
  message: 'the gate runs below a mount: paths in the policy are compared without the prefix of the mount',
}
