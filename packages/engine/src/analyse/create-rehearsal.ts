import { type Facts, factsReadBy, type Judged, reportedOf, statusOf } from '@tidegate/model'
import { createZoneReader, formatIp, type IpAddress } from '@tidegate/values'
import { createMemoryStore } from '../counters/memory-store.ts'
import type { Charge, Consumed, CounterStats } from '../counters/store.ts'
import type { Outcome, Reason } from '../decision.ts'
import { createFactValuesReader } from '../facts/fact-values-reader.ts'
import type { FactWarning } from '../facts/fact-warning.ts'
import { createFactReader, type FactReading } from '../facts/read-facts.ts'
import { chargesIn, createCharging } from '../decide/charging.ts'
import { readQuery } from '../http/read-query.ts'
import { readTarget } from '../http/read-target.ts'
import { type RequestHost, requestHost } from '../http/request-host.ts'
import { createJudge } from '../judge/create-judge.ts'
import type { Plan } from '../plan/plan.ts'
import { factInputs } from '../plugins/fact-inputs.ts'
import { createPluginFacts } from '../plugins/plugin-facts.ts'
import { registerPlugins } from '../plugins/plugin-registry.ts'
import type { Plugin } from '../plugins/plugin.ts'

/** A request that came before: what an access log tells of one. */
export interface PastRequest {
  /** The client's: `client ip` is not consulted, and it counts as the peer too. */
  readonly ip: IpAddress
  readonly method: string
  readonly target: string
  readonly host: string | undefined
  readonly agent: string | undefined
  /** Header fields beside host and agent, names and values by turns. */
  readonly headers: readonly string[]
  readonly user: string | undefined
}

/** What a plan says of a past request: the heart of a `Decision`. */
export interface Verdict {
  readonly outcome: Outcome
  readonly reason: Reason
  /** Index in the model's `rules` of the rule that refuses; -1 where none does. */
  readonly rule: number
  /** Of the reply; 200 for `pass`. */
  readonly status: number
  /** Shadow rules that would have refused, or lifted a limit: indices in `rules`. */
  readonly shadows: readonly number[]
}

/** Decides past requests in their order, as a gate with the memory store would have decided them. */
export interface Rehearsal {
  /**
   * The verdict on a request at `atMs`, milliseconds since 1970: windows are judged by it, and counters run on it. Limits that count
   * replies are charged by `status`, the reply that went out, or by the verdict's own where the request is refused.
   */
  readonly decide: (request: PastRequest, atMs: number, status: number) => Verdict
  readonly counters: () => CounterStats
}

/** What is added to past requests. */
export interface RehearsalOptions {
  /** Facts that the host would supply, by declared name. */
  readonly facts?: (user: string | undefined) => Readonly<Record<string, unknown>> | undefined
  /**
   * What the policy uses. Facts that are known at once are asked of them unless `facts` has them under their names; others are absent.
   * Left out: all are.
   */
  readonly plugins?: readonly Plugin[]
  readonly onWarning?: (warning: FactWarning) => void
  /** Of the memory store: the same numbers give the same evictions, if there are any. Default the platform's secure generator. */
  readonly random?: () => number
}

type Supplied = Readonly<Record<string, unknown>> | undefined

const noFields: readonly (readonly string[] | undefined)[] = Object.freeze([])
const noFacts = (): undefined => undefined
const ignoreWarning = (): void => {}

/**
 * A rehearsal of a plan, with counters that are empty. It decides what `createGate(plan).decide` does, without making the parts of a
 * decision that only a client or a log wants: a test holds both against one another.
 */
export function createRehearsal(plan: Plan, options: RehearsalOptions = {}): Rehearsal {
  const { model, inputs, layout } = plan
  const { facts: supply = noFacts, onWarning = ignoreWarning } = options
  const zones = createZoneReader()
  const judge = createJudge(plan, zones)
  const charging = createCharging(plan, layout)
  const store = createMemoryStore(options.random === undefined ? {} : { random: options.random })
  store.layout(layout)
  const readValues = createFactValuesReader(model.facts, onWarning)
  const readAll = createFactReader(plan, { onWarning })
  const looksAtFields = inputs.headers.length > 0 || inputs.cookies.length > 0
  const looksAtReplies = model.rules.some((rule) => rule.kind === 'limit' && rule.countingReplies !== undefined)
  const blocks = model.rules.map((rule, index): Verdict => {
    const reason = rule.kind === 'allow-only' ? 'allow-only-rule' : 'block-rule'
    return Object.freeze({ outcome: 'block', reason, rule: index, status: statusOf(rule), shadows: [] })
  })
  let hostText: string | undefined
  let hostOfText: RequestHost = { kind: 'host', host: undefined }

  const known = knownFacts(plan, options.plugins, onWarning)

  /** The facts with what plugins know, where `given` does not tell. */
  function completed(facts: Facts, given: Supplied): Facts {
    const inputs = factInputs(facts)
    const values = [...facts.values]
    for (const { fact, read } of known) {
      if (given === undefined || !Object.hasOwn(given, model.facts[fact]!.name)) values[fact] = read(inputs)
    }
    return { ...facts, values }
  }

  /** WHY: the last host is remembered, as most logs are of one. */
  function readHost(text: string | undefined, authority: string | undefined): RequestHost {
    if (authority !== undefined) return requestHost(text === undefined ? undefined : [text], undefined, authority)
    if (text !== hostText) {
      hostText = text
      hostOfText = requestHost(text === undefined ? undefined : [text], undefined, undefined)
    }
    return hostOfText
  }

  /** What `createFactReader` gives, for plans that look at no header fields. */
  function readFew(request: PastRequest, atMs: number): FactReading {
    const { ip, method, agent, user } = request
    const target = readTarget(method, request.target)
    if (target.kind === 'refusal') {
      const status = target.reason === 'target-too-long' ? 414 : 400
      return { kind: 'refusal', reason: target.reason, status, detail: target.detail }
    }
    const host = readHost(request.host, target.authority)
    if (host.kind === 'ambiguous')
      return { kind: 'refusal', reason: 'ambiguous-host', status: 400, detail: host.detail }
    const queries = inputs.queries.length === 0 ? noFields : readQuery(target.target, inputs.queries)
    const given = model.facts.length === 0 ? undefined : supply(user)
    const supplied = readValues(given, user !== undefined)
    if (supplied.kind === 'missing')
      return { kind: 'refusal', reason: 'fact-missing', status: 503, detail: supplied.name }
    const facts: Facts = {
      ip,
      peer: ip,
      method,
      host: host.host,
      path: target.path,
      target: target.target,
      agent,
      user,
      headers: noFields,
      queries,
      cookies: noFields,
      values: supplied.values,
      nowMs: atMs,
    }
    return { kind: 'facts', facts: known.length === 0 ? facts : completed(facts, given) }
  }

  function readMany(request: PastRequest, atMs: number): FactReading {
    const { ip, method, target, host, agent, user } = request
    const headers = [...request.headers]
    if (host !== undefined) headers.push('host', host)
    if (agent !== undefined) headers.push('user-agent', agent)
    const facts = supply(user)
    const address = formatIp(ip)
    const reading = readAll(
      {
        method,
        target,
        headers,
        peer: address,
        ip: address,
        ...(user !== undefined && { user }),
        ...(facts !== undefined && { facts }),
      },
      atMs,
    )
    return reading.kind === 'refusal' || known.length === 0
      ? reading
      : { kind: 'facts', facts: completed(reading.facts, facts) }
  }

  function limitVerdict(judged: Judged, consumed: Consumed): Verdict {
    const refusing: number[] = []
    let shadows: number[] | undefined
    let reason: Reason = 'limit-exceeded'
    for (let i = 0; i < judged.limits.length; i++) {
      const reading = consumed.readings[i]!
      if (reading.admitted) continue
      const { rule } = judged.limits[i]!
      if (model.rules[rule]!.shadow) (shadows ??= [...judged.shadows]).push(rule)
      else {
        refusing.push(rule)
        if (reading.overflow) reason = 'counters-full'
      }
    }
    if (consumed.admitted) return passed(shadows ?? judged.shadows)
    const rule = refusing.length === 1 ? refusing[0]! : reportedOf(model, refusing)
    return { outcome: 'limit', reason, rule, status: statusOf(model.rules[rule]!), shadows: shadows ?? judged.shadows }
  }

  function settle(judged: Judged, verdict: Verdict, status: number, atMs: number): void {
    const isPass = verdict.outcome === 'pass'
    const waiting = charging.waiting(judged.limits, isPass)
    if (waiting === undefined) return
    const ended = isPass ? status : verdict.status
    const due: readonly Charge[] = chargesIn(
      layout,
      waiting.filter(({ statuses }) => statuses.includes(ended)),
    )
    if (due.length > 0) store.settle(due, atMs)
  }

  function decide(request: PastRequest, atMs: number, status: number): Verdict {
    const reading = looksAtFields ? readMany(request, atMs) : readFew(request, atMs)
    if (reading.kind === 'refusal')
      return { outcome: 'block', reason: reading.reason, rule: -1, status: reading.status, shadows: [] }
    const judged = judge(reading.facts)
    if (judged.refused !== undefined) {
      const { rule } = judged.refused
      return judged.shadows.length === 0 ? blocks[rule]! : { ...blocks[rule]!, shadows: judged.shadows }
    }
    if (judged.limits.length === 0) return passed(judged.shadows)
    const verdict = limitVerdict(judged, store.consume(charging.chargesFor(judged.limits), atMs))
    if (looksAtReplies) settle(judged, verdict, status, atMs)
    return verdict
  }

  return { decide, counters: () => store.stats() }
}

/** Facts of plugins that rules look at and that are known at once. Throws a `TypeError` where a plugin is missing. */
function knownFacts(
  plan: Plan,
  plugins: readonly Plugin[] | undefined,
  warn: (warning: FactWarning) => void,
): ReturnType<ReturnType<typeof createPluginFacts>['bind']>['sync'] {
  if (plugins === undefined || plan.model.plugins.length === 0) return []
  const facts = createPluginFacts(registerPlugins(plugins), { monotonicMs: () => 0, warn })
  const isRead = factsReadBy(plan.model)
  return facts.bind(plan.model).sync.filter(({ fact }) => isRead.has(fact))
}

const pass: Verdict = Object.freeze({ outcome: 'pass', reason: 'no-rule-refuses', rule: -1, status: 200, shadows: [] })

function passed(shadows: readonly number[]): Verdict {
  return shadows.length === 0 ? pass : { ...pass, shadows }
}
