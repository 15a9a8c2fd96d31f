import { type Bots, botsOf, type Facts, textsOf, type TextSubject, type View } from '@tidegate/model'
import { foldPath, type ZoneReader } from '@tidegate/values'
import type { Plan } from '../plan/plan.ts'
import { type AgentReader, createAgentReader } from './agent-reader.ts'

/** The current request, as residuals and keys read it. Expensive parts are computed lazily, once. */
export interface RequestView {
  /** Switches to another request. */
  readonly turnTo: (facts: Facts) => void
  readonly view: View
  readonly textsOf: (subject: TextSubject) => readonly string[]
  /** The value of a subject that has at most one. */
  readonly textOf: (subject: TextSubject) => string | undefined
  /** Reads the agent, unless it was already read for this request. */
  readonly readAgent: () => AgentReader | undefined
}

/** Creates a view of one request at a time. */
export function createRequestView(plan: Plan, zones: ZoneReader, none: Facts): RequestView {
  const { model, inputs, dimensions } = plan
  const agents = dimensions.bots === undefined ? undefined : createAgentReader(dimensions.bots)
  let isRead = false
  let slowBots: Bots | undefined
  let path: string | undefined
  let target: string | undefined

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
      impersonates: (set) => allBots().impersonates(set),
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

  /** The path with its case folded, once for all dimensions that use it. */
  function pathOf(): string {
    path ??= model.pathsMatchExactly ? view.facts.path : foldPath(view.facts.path)
    return path
  }

  function targetOf(): string {
    target ??= model.pathsMatchExactly ? view.facts.target : foldPath(view.facts.target)
    return target
  }

  function textOf(subject: TextSubject): string | undefined {
    switch (subject.kind) {
      case 'method':
        return view.facts.method
      case 'host':
        return view.facts.host
      case 'path':
        return pathOf()
      case 'target':
        return targetOf()
      case 'agent':
        return view.facts.agent
      case 'user':
        return view.facts.user
      case 'bot':
        return readAgent()?.bot()
      case 'header':
      case 'query':
      case 'cookie':
      case 'fact':
        return textsOf(subject, view)[0]
    }
  }

  return { turnTo, view, textOf, textsOf: (subject) => textsOf(subject, view), readAgent }
}
