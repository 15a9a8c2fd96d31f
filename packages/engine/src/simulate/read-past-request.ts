import { type Facts, factsReadBy } from '@tidegate/model'
import type { IpAddress } from '@tidegate/values'
import { createComposeFacts } from '../facts/compose-facts.ts'
import type { FactReading } from '../facts/fact-reading.ts'
import type { FactWarning } from '../facts/fact-warning.ts'
import { createHeaderInputs, slots } from '../facts/request-inputs.ts'
import type { FieldLines } from '../http/read-headers.ts'
import type { Plan } from '../plan/plan.ts'
import { factInputs } from '../plugins/fact-inputs.ts'
import { type BoundSyncFact, createPluginFacts } from '../plugins/plugin-facts.ts'
import { registerPlugins } from '../plugins/plugin-registry.ts'
import type { Plugin } from '../plugins/plugin.ts'

/** A request of the past, as far as an access log records it. */
export interface PastRequest {
  /** The client's: `client ip` is not consulted, and it counts as the peer too. */
  readonly ip: IpAddress
  readonly method: string
  readonly target: string
  readonly host: string | undefined
  readonly agent: string | undefined
  /** Alternating names and values of header fields other than host and agent. */
  readonly headers: readonly string[]
  readonly user: string | undefined
}

/** What a log does not record. */
export interface PastRequestOptions {
  /** Facts that the host would supply, by declared name. */
  readonly facts?: (user: string | undefined) => Readonly<Record<string, unknown>> | undefined
  /**
   * The plugins that the policy uses. Their facts that are known at once are read unless `facts` has them under their names; others are
   * absent. Left out: all are absent.
   */
  readonly plugins?: readonly Plugin[]
  readonly onWarning?: (warning: FactWarning) => void
}

type Supplied = Readonly<Record<string, unknown>> | undefined

const noFacts = (): undefined => undefined
const ignoreWarning = (): void => {}

/**
 * A function that reads the facts of past requests as a gate would have read them. Only the way to the parts of a request differs: an
 * address is an address already, and header fields are looked through only if the policy looks at some. Throws a `TypeError` where a plugin
 * that the policy uses is missing from `plugins`.
 */
export function createPastRequestReader(
  plan: Plan,
  { facts: supply = noFacts, plugins, onWarning = ignoreWarning }: PastRequestOptions,
): (request: PastRequest, atMs: number) => FactReading {
  const { model, inputs } = plan
  const fields = createHeaderInputs(inputs, undefined)
  const compose = createComposeFacts(plan, fields, {}, onWarning)
  const looksAtFields = inputs.headers.length > 0 || inputs.cookies.length > 0
  const hasFacts = model.facts.length > 0
  // WHY: one list for all requests, as composing facts keeps none of it.
  const few: FieldLines[] = [undefined, undefined, undefined]
  const known = knownFacts(plan, plugins, onWarning)

  function linesOf({ host, agent, headers }: PastRequest): readonly FieldLines[] {
    if (!looksAtFields) {
      few[slots.host] = host
      few[slots.agent] = agent
      return few
    }
    const all = [...headers]
    if (host !== undefined) all.push('host', host)
    if (agent !== undefined) all.push('user-agent', agent)
    return fields.read(all)
  }

  /** The facts with those of plugins, except for facts that are supplied. */
  function withKnown(facts: Facts, supplied: Supplied): Facts {
    const pluginInputs = factInputs(facts)
    const values = [...facts.values]
    for (const { fact, read } of known) {
      if (supplied === undefined || !Object.hasOwn(supplied, model.facts[fact]!.name)) values[fact] = read(pluginInputs)
    }
    return { ...facts, values }
  }

  return (request, atMs) => {
    const { ip, method, target, user } = request
    const supplied = hasFacts ? supply(user) : undefined
    const client = { kind: 'known', ip } as const
    const reading = compose({ method, target, peer: ip, client, lines: linesOf(request), user, supplied }, atMs)
    return reading.kind === 'refusal' || known.length === 0
      ? reading
      : { kind: 'facts', facts: withKnown(reading.facts, supplied) }
  }
}

/** Facts of plugins that rules look at and that are known at once. */
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
