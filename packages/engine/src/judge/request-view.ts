import { type Bots, botsOf, type Facts, type Model, textsOf, type TextSubject, type View } from '@tidegate/model'
import { foldPath, type ZoneReader } from '@tidegate/values'
import type { Plan } from '../plan/plan.ts'
import { AgentReader } from './agent-reader.ts'

/** One request at a time, as rows, residuals and keys read it. Expensive parts are computed lazily, once. */
export class RequestView {
  readonly view: { -readonly [K in keyof View]: View[K] }
  readonly #model: Model
  readonly #agents: AgentReader | undefined
  #isRead = false
  #slowBots: Bots | undefined
  #path: string | undefined
  #target: string | undefined

  constructor({ model, inputs, dimensions }: Plan, zones: ZoneReader, none: Facts) {
    this.#model = model
    this.#agents = dimensions.bots === undefined ? undefined : new AgentReader(dimensions.bots)
    this.view = { model, inputs, facts: none, zones, bots: this.#lazyBots() }
  }

  /** Switches to another request. */
  turnTo(facts: Facts): void {
    this.view.facts = facts
    this.#isRead = false
    this.#slowBots = undefined
    this.#path = undefined
    this.#target = undefined
  }

  /** The value of a subject that has at most one. `isFoldedLater`: a path keeps its case. */
  textOf(subject: TextSubject, isFoldedLater: boolean): string | undefined {
    const { facts } = this.view
    switch (subject.kind) {
      case 'method':
        return facts.method
      case 'host':
        return facts.host
      case 'path':
        return isFoldedLater ? facts.path : this.#pathOf(facts)
      case 'target':
        return isFoldedLater ? facts.target : this.#targetOf(facts)
      case 'agent':
        return facts.agent
      case 'user':
        return facts.user
      case 'bot':
        return this.readAgent()?.bot
      case 'header':
      case 'query':
      case 'cookie':
      case 'fact':
        return textsOf(subject, this.view)[0]
    }
  }

  textsOf(subject: TextSubject): readonly string[] {
    return textsOf(subject, this.view)
  }

  /** Reads the agent, unless it was already read for this request. */
  readAgent(): AgentReader | undefined {
    if (!this.#isRead) this.#agents?.read(this.view.facts.agent)
    this.#isRead = true
    return this.#agents
  }

  /** The path with its case folded, once for all dimensions that use it. */
  #pathOf({ path }: Facts): string {
    this.#path ??= this.#model.pathsMatchExactly ? path : foldPath(path)
    return this.#path
  }

  #targetOf({ target }: Facts): string {
    this.#target ??= this.#model.pathsMatchExactly ? target : foldPath(target)
    return this.#target
  }

  #lazyBots(): Bots {
    const bots = (): Bots => (this.#slowBots ??= botsOf(this.#model, this.view.facts))
    const token = (): string | undefined => this.readAgent()?.bot
    return {
      claims: (set) => bots().claims(set),
      has: (set) => bots().has(set),
      impersonates: (set) => bots().impersonates(set),
      get bot(): string | undefined {
        return token()
      },
    }
  }
}
