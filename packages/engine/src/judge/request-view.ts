import type { TextSubject } from '@tidegate/dsl'
import type { ZoneReader } from '@tidegate/values'
import type { Facts } from '../facts/facts.ts'
import { type Bots, botsOf } from '../interpret/bots-of.ts'
import { textsOf } from '../interpret/texts-of.ts'
import type { View } from '../interpret/view.ts'
import type { Plan } from '../plan/plan.ts'
import { type AgentReader, createAgentReader } from './agent-reader.ts'

/** The request at hand, as residuals and keys look at it: what is dear is worked out once, when it is first asked for. */
export interface RequestView {
  /** Turns to another request. */
  readonly turnTo: (facts: Facts) => void
  readonly view: View
  readonly textsOf: (subject: TextSubject) => readonly string[]
  /** Reads the agent, unless it has been read for this request. */
  readonly readAgent: () => AgentReader | undefined
}

/** A view of one request at a time. */
export function createRequestView(plan: Plan, zones: ZoneReader, none: Facts): RequestView {
  const { model, inputs, dimensions } = plan
  const agents = dimensions.bots === undefined ? undefined : createAgentReader(dimensions.bots)
  let isRead = false
  let slowBots: Bots | undefined
  let path: readonly string[] | undefined
  let target: readonly string[] | undefined

  function readAgent(): AgentReader | undefined {
    if (!isRead) agents?.read(view.facts.agent)
    isRead = true
    return agents
  }

  function allBots(): Bots {
    slowBots ??= botsOf(model, view.facts)
    return slowBots
  }

  const view: { -readonly [K in keyof View]: View[K] } = {
    model,
    inputs,
    facts: none,
    zones,
    bots: {
      claims: (set) => allBots().claims(set),
      has: (set) => allBots().has(set),
      get bot(): string | undefined {
        return readAgent()?.bot()
      },
    },
  }

  function turnTo(facts: Facts): void {
    view.facts = facts
    isRead = false
    slowBots = undefined
    path = undefined
    target = undefined
  }

  return {
    turnTo,
    view,
    readAgent,
    textsOf: (subject) => {
      // WHY: they are folded, and several dimensions, residuals and keys may look at them.
      if (subject.kind === 'path') return (path ??= textsOf(subject, view))
      if (subject.kind === 'target') return (target ??= textsOf(subject, view))
      return textsOf(subject, view)
    },
  }
}
