import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Admission, Awaitable, Decision } from '@tidegate/engine'
import { render, type Reply, type ReplyOptions } from '@tidegate/engine/http'
import type { Check, Door, DoorName } from '../doors/door.ts'
import type { AwaitedReplies } from '../settling/awaited-replies.ts'
import type { Site, Sites } from '../sites/sites.ts'
import type { Probes } from '../probes/probes.ts'
import { checkKey } from './check-key.ts'
import { fieldOf } from '../doors/field-of.ts'
import { boundedFields } from './refusal-head.ts'
import { createRememberedChecks } from './remembered-checks.ts'

/** How checks are answered. */
export interface ChecksOptions {
  readonly sites: Sites
  /** Whether the proxies set the id of a request themselves, so that a check with the same id is the same request. */
  readonly requestIds: boolean
  readonly replies: ReplyOptions
  readonly awaited: AwaitedReplies | undefined
  readonly nowMs: () => number
  readonly probes: Probes
  /** Where replies of other processes are, if there are any. */
  readonly place?: ReplyPlace | undefined
  /** Receives what the operator has to fix: a proxy that is not configured as its recipe says. */
  readonly onFault: (fault: CheckFault) => void
}

/** A check that could not be decided. */
export interface CheckFault {
  readonly door: DoorName
  readonly kind: 'not-as-in-the-recipe' | 'unknown-host' | 'failed'
  readonly message: string
}

/** Where replies are that nginx fetches. */
export interface ReplyPlace {
  readonly prefix: string
  /** Finds a reply of another process; undefined if there is none. */
  readonly elsewhere: (replyId: string, accept: string) => Promise<Reply | undefined>
}

/** Answers the checks of all doors. */
export interface Checks {
  /** The answer to a check. Rejects only for a marked request that asks for it: break off the connection then. */
  readonly answer: (door: Door, request: IncomingMessage) => Awaitable<Reply>
  /** The reply for a client, by the id in X-Tidegate-Reply that a refusal for nginx contained: 403 for an unknown one. */
  readonly replyFor: (rawHeaders: readonly string[]) => Awaitable<Reply>
  /** The reply with this id, as a client that accepts these types gets it; undefined for an unknown one. */
  readonly findReply: (replyId: string, accept: string) => Reply | undefined
  /** Number of checks by door that were answered with an earlier decision. */
  readonly repeated: () => Readonly<Record<DoorName, number>>
}

/** What is kept of a decided check. WHY not the decision of one that passes: its answer is smaller, and is all that a repeated check needs. */
type Decided = Passed | Refused

interface Passed extends Reply {
  readonly kind: 'passed'
}

interface Refused {
  readonly kind: 'refused'
  readonly decision: Decision
  /** For refusals through nginx: the id by which the client's reply is rendered. */
  replyId?: string
}

const rememberedMs = 10_000
const maxIdLength = 128
const maxRemembered = 25_000
const maxKeptReplies = 10_000

/**
 * Creates what answers checks. INVARIANT: with `requestIds`, the checks of one request are decided and charged once within ten seconds, however
 * often the proxy repeats them, also while the first one is still being decided.
 */
export function createChecks(options: ChecksOptions): Checks {
  const { sites, requestIds, replies, awaited, probes, nowMs, onFault, place } = options
  const bounds = { forMs: rememberedMs, nowMs }
  const remembered = createRememberedChecks<Awaitable<Decided | undefined>>({ ...bounds, capacity: maxRemembered })
  const refused = createRememberedChecks<Decision>({ ...bounds, capacity: maxKeptReplies })
  const repeated: Record<DoorName, number> = { 'auth-request': 0, 'forward-auth': 0, 'ext-authz': 0 }

  function answer(door: Door, request: IncomingMessage): Awaitable<Reply> {
    const check = door.read(request)
    if (check.kind === 'fault') {
      onFault({ door: door.name, kind: 'not-as-in-the-recipe', message: check.message })
      return unreadable
    }
    const site = sites.of(check.host)
    if (site === undefined) {
      onFault({ door: door.name, kind: 'unknown-host', message: `no policy for the host ${check.host ?? '(none)'}` })
      return unknownHost(door.name)
    }
    const { rawHeaders } = request
    const probe = probes.read(rawHeaders)
    if (probe !== undefined) return answerProbe(door, site, check, probe, rawHeaders)
    const decided = decideOnce(door, site, check)
    return decided instanceof Promise
      ? decided.then((later) => answerWith(door, later, rawHeaders))
      : answerWith(door, decided, rawHeaders)
  }

  /** Answers a marked request: the policy says who the client is, and nothing is counted. */
  async function answerProbe(
    door: Door,
    site: Site,
    check: Check,
    { mark, action }: NonNullable<ReturnType<Probes['read']>>,
    rawHeaders: readonly string[],
  ): Promise<Reply> {
    const { decision } = await site.gate.explain(check.request)
    probes.record(mark, door.name, check, decision.ip)
    if (action === 'away') throw new Error('a marked request asks what happens while the gateway is away')
    return answerWith(door, decidedOf(site, probeDecision(decision, action)), rawHeaders)
  }

  /** The id by which a request is remembered. WHY at most so long: it is a key of tables, and no proxy makes a longer one. */
  function idOf({ id }: Check): string | undefined {
    return requestIds && id !== undefined && id.length <= maxIdLength ? id : undefined
  }

  function decideOnce(door: Door, site: Site, check: Check): Awaitable<Decided | undefined> {
    if (idOf(check) === undefined) return decide(door, site, check)
    const key = checkKey(door.name, check)
    const earlier = remembered.get(key)
    if (earlier !== undefined) {
      repeated[door.name]++
      return earlier
    }
    const decided = decide(door, site, check)
    remembered.add(key, decided)
    if (decided instanceof Promise) {
      void decided.then((later) => {
        // WHY: a failure is not the decision about this request; a repeated check may succeed.
        if (later === undefined) remembered.remove(key)
      })
    } else if (decided === undefined) remembered.remove(key)
    return decided
  }

  /** Decides a check; undefined if the gate failed. */
  function decide(door: Door, site: Site, check: Check): Awaitable<Decided | undefined> {
    try {
      const admission = site.gate.admit(check.request)
      return admission instanceof Promise
        ? admission.then(
            (later) => keep(site, check, later),
            (error: unknown) => failed(door, error),
          )
        : keep(site, check, admission)
    } catch (error) {
      return failed(door, error)
    }
  }

  function keep(site: Site, check: Check, admission: Admission): Decided {
    const { decision, awaitsReply, awaitsEnd, settle, end } = admission
    if (awaitsReply || awaitsEnd) {
      const id = idOf(check)
      if (decision.outcome !== 'pass') {
        settle({ status: decision.status })
        end()
      } else if (id !== undefined && awaited !== undefined) awaited.add(id, { settle, end })
      // WHY: places whose end is never seen would be held for ever. The gateway says at start that it cannot enforce these limits.
      else end()
    }
    return decidedOf(site, decision)
  }

  function failed(door: Door, error: unknown): undefined {
    onFault({ door: door.name, kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    return undefined
  }

  function answerWith(door: Door, decided: Decided | undefined, rawHeaders: readonly string[]): Reply {
    if (decided === undefined) return failure(door.name)
    if (decided.kind === 'passed') return decided
    const { decision } = decided
    switch (door.name) {
      case 'auth-request':
        return refusalForNginx(decided)
      case 'forward-auth':
        return refusalForClient(decision, rawHeaders)
      case 'ext-authz':
        return forEnvoy(refusalForClient(decision, rawHeaders))
    }
  }

  function refusalForClient(decision: Decision, rawHeaders: readonly string[]): Reply {
    const reply = render(decision, fieldOf(rawHeaders, 'accept') ?? '', replies)
    return { ...reply, headers: { ...reply.headers, 'x-tidegate-id': decision.id } }
  }

  function refusalForNginx(decided: Refused): Reply {
    const { decision } = decided
    decided.replyId ??= `${place?.prefix ?? ''}${randomUUID()}`
    refused.add(decided.replyId, decision)
    const { status, headers } = render(decision, '', replies)
    // WHY: they belong to the reply that nginx fetches, and the head of an answer for a check has to be short.
    const { 'content-type': _type, 'content-security-policy': _policy, location: _location, ...others } = headers
    const own = { ...others, 'x-tidegate-reply': decided.replyId, 'x-tidegate-status': String(status) }
    return { status: 403, headers: boundedFields(own), body: '' }
  }

  function findReply(replyId: string, accept: string): Reply | undefined {
    const decision = refused.get(replyId)
    return decision === undefined ? undefined : render(decision, accept, replies)
  }

  return {
    answer,
    findReply,
    replyFor: (rawHeaders) => {
      const [replyId, accept] = [fieldOf(rawHeaders, 'x-tidegate-reply') ?? '', fieldOf(rawHeaders, 'accept') ?? '']
      const found = findReply(replyId, accept)
      if (found !== undefined || place === undefined || replyId.startsWith(place.prefix)) return found ?? unknownReply
      return place.elsewhere(replyId, accept).then((other) => other ?? unknownReply)
    },
    repeated: () => repeated,
  }
}

/** The decision that a marked request asks for. */
function probeDecision(decision: Decision, action: 'pass' | 403 | 410 | 429): Decision {
  const { rule: _rule, replyText: _text, redirect: _redirect, page: _page, retryAfterMs: _retry, ...rest } = decision
  if (action === 'pass') return { ...rest, outcome: 'pass', reason: 'no-rule-refuses', status: 200, limits: [] }
  const refused: Decision = { ...rest, outcome: 'block', reason: 'block-rule', status: action, limits: [] }
  return action === 429
    ? { ...refused, retryAfterMs: 7_000, replyText: probeText }
    : { ...refused, replyText: probeText }
}

/** The text of a refusal that a marked request asked for. */
export const probeText = 'This is a probe of Tidegate.'

const plain = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }

/** The reply if the id is not known, as a long time after the refusal. */
const unknownReply: Reply = { status: 403, headers: plain, body: 'Forbidden\n' }

const passed: Passed = { kind: 'passed', status: 200, headers: {}, body: '' }

function decidedOf(site: Site, decision: Decision): Decided {
  if (decision.outcome !== 'pass') return { kind: 'refused', decision }
  const fields = site.passHeaders(decision)
  return fields === undefined ? passed : { ...passed, headers: boundedFields(fields) }
}

/** WHY: Envoy takes a 5xx for a failure of the gateway, and lets the request in if it is configured to do so then. */
function forEnvoy(reply: Reply): Reply {
  if (reply.status < 500) return reply
  return { ...reply, status: 'retry-after' in reply.headers ? 429 : 403 }
}

/**
 * The answer to a check that cannot be read. WHY a refusal, and not a failure: a client may be able to cause it, and a proxy that admits requests while
 * the gateway fails would admit this one.
 */
const unreadable: Reply = { status: 403, headers: plain, body: 'The gateway could not read what the proxy asked.\n' }

/** The answer if the gate failed: the proxy does what it does while the gateway is away. */
function failure(door: DoorName): Reply {
  return {
    status: door === 'ext-authz' ? 403 : 500,
    headers: plain,
    body: 'The gateway could not decide this request.\n',
  }
}

/** RFC 9110 §15.5.20: 421 is for a host for which this server is not configured. */
function unknownHost(door: DoorName): Reply {
  return { status: door === 'auth-request' ? 403 : 421, headers: plain, body: 'This host is not served here.\n' }
}
