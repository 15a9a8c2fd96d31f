import { type Facts, factsReadBy, unknownFact } from '@tidegate/model'
import type { IpAddress } from '@tidegate/values'
import { type ComposeOptions, createComposeFacts } from '../facts/compose-facts.ts'
import type { FactReading } from '../facts/fact-reading.ts'
import type { ClientAddress } from '../http/client-address.ts'
import type { FactWarning } from '../facts/fact-warning.ts'
import { cutHeaders } from '../facts/read-facts.ts'
import { createHeaderInputs, slots } from '../facts/request-inputs.ts'
import type { FieldLines } from '../http/read-headers.ts'
import type { Plan } from '../plan/plan.ts'
import { inputsByFact } from '../plugins/fact-inputs.ts'
import { type BoundSyncFact, createPluginFacts } from '../plugins/plugin-facts.ts'
import { registerPlugins } from '../plugins/plugin-registry.ts'
import type { Plugin } from '../plugins/plugin.ts'

/** A past request, as far as an access log records it. */
export interface PastRequest {
  /** The address in the log, which is the peer, and the client unless `client` says otherwise. */
  readonly ip: IpAddress
  /** The client, as `createPastClients` finds it. */
  readonly client?: ClientAddress
  readonly method: string
  readonly target: string
  readonly host: string | undefined
  readonly agent: string | undefined
  /** Alternating names and values of header fields other than host and agent. */
  readonly headers: readonly string[]
  readonly user: string | undefined
  /** Milliseconds for which the work on the request lasted, so long it holds places of limits `at once`. Absent: it holds them for no time. */
  readonly lastsMs?: number | undefined
  /** What a decision log records in addition; absent for access logs. */
  readonly known?: KnownInputs
}

/** What a decision log records of a request, in addition to what access logs do. */
export interface KnownInputs {
  /** Alternating names and values of all header fields that are known, also of Host and User-Agent. */
  readonly fields: readonly string[]
  readonly peer: IpAddress | undefined
  readonly hasCutHeaders: boolean
  /** Facts by name; undefined is one that was absent, and `null` one that could not be determined. */
  readonly facts: Readonly<Record<string, unknown>>
}

/** Data that a log does not record, and how requests are read. */
export interface PastRequestOptions extends Omit<ComposeOptions, 'recordedTimes'> {
  /** Returns the facts that the host would supply, by declared name. */
  readonly facts?: (user: string | undefined) => Readonly<Record<string, unknown>> | undefined
  /**
   * The plugins that the policy uses. Their synchronous facts are read, unless `facts` returns them; other facts are absent. Without this
   * option, all facts of plugins are absent.
   */
  readonly plugins?: readonly Plugin[]
  readonly onWarning?: (warning: FactWarning) => void
}

type Supplied = Readonly<Record<string, unknown>> | undefined

const noFacts = (): undefined => undefined
const ignoreWarning = (): void => {}

/**
 * Creates a function that reads the facts of past requests as a gate would have read them. There are two differences: addresses are already parsed,
 * and header fields are read only if the policy uses some. Throws a `TypeError` if a plugin that the policy uses is missing from `plugins`.
 */
export function createPastRequestReader(
  plan: Plan,
  { facts: supply = noFacts, plugins, onWarning = ignoreWarning, ...reading }: PastRequestOptions,
): (request: PastRequest, atMs: number) => FactReading {
  const { model, inputs } = plan
  const fields = createHeaderInputs(inputs, undefined)
  const compose = createComposeFacts(plan, fields, { ...reading, recordedTimes: true }, onWarning)
  const looksAtFields = inputs.headers.length > 0 || inputs.cookies.length > 0
  const hasFacts = model.facts.length > 0
  // WHY: one list is reused for all requests, because composing facts does not keep it.
  const few: FieldLines[] = [undefined, undefined, undefined]
  const known = knownFacts(plan, plugins, onWarning)

  function linesOf(request: PastRequest): readonly FieldLines[] {
    const { host, agent, known: logged } = request
    if (logged === undefined && !looksAtFields) {
      few[slots.host] = host
      few[slots.agent] = agent
      return few
    }
    return fields.read(rawHeadersOf(request))
  }

  /** Adds the facts of plugins, except those that are supplied. */
  function withKnown(facts: Facts, supplied: Supplied, request: PastRequest): Facts {
    const inputsOf = inputsByFact(facts, { target: request.target, headers: rawHeadersOf(request) })
    const values = [...facts.values]
    for (const { fact, read } of known) {
      if (supplied !== undefined && Object.hasOwn(supplied, model.facts[fact]!.name)) continue
      const { inputs: given, hasReadUnknown } = inputsOf(fact)
      const value = read(given)
      values[fact] = hasReadUnknown() ? unknownFact : value
    }
    return { ...facts, values }
  }

  /** Facts that could not be determined when the request was decided. */
  function withUndetermined(facts: Facts, logged: KnownInputs['facts']): Facts {
    if (!model.facts.some(({ name }) => logged[name] === null)) return facts
    const values = facts.values.map((value, at) => (logged[model.facts[at]!.name] === null ? unknownFact : value))
    return { ...facts, values }
  }

  return (request, atMs) => {
    const { ip, method, target, user, client = { kind: 'known', ip } as const, known: logged } = request
    if (logged?.hasCutHeaders === true) return cutHeaders
    const given = hasFacts ? supply(user) : undefined
    const supplied = logged === undefined || !hasFacts ? given : { ...given, ...logged.facts }
    const peer = logged === undefined ? ip : logged.peer
    const reading = compose({ method, target, peer, client, lines: linesOf(request), user, supplied }, atMs)
    if (reading.kind === 'refusal') return reading
    const facts = known.length === 0 ? reading.facts : withKnown(reading.facts, supplied, request)
    return { kind: 'facts', facts: logged === undefined ? facts : withUndetermined(facts, logged.facts) }
  }
}

/** The header fields of a past request, as far as the log contains them. */
function rawHeadersOf({ host, agent, headers, known: logged }: PastRequest): readonly string[] {
  if (logged !== undefined) return logged.fields
  const all = [...headers]
  if (host !== undefined) all.push('host', host)
  if (agent !== undefined) all.push('user-agent', agent)
  return all
}

/** Synchronous facts of plugins that rules use. */
function knownFacts(
  plan: Plan,
  plugins: readonly Plugin[] | undefined,
  warn: (warning: FactWarning) => void,
): readonly BoundSyncFact[] {
  if (plugins === undefined || plan.model.plugins.length === 0) return []
  const facts = createPluginFacts(registerPlugins(plugins), { monotonicMs: () => 0, warn })
  const isRead = factsReadBy(plan.model)
  return facts.bind(plan.model).sync.filter(({ fact }) => isRead.has(fact))
}
