import { type Facts, factsReadBy, type FactValue } from '@tidegate/model'
import type { ZoneReader } from '@tidegate/values'
import { createUndecidedFacts } from '../judge/undecided-facts.ts'
import type { Plan } from '../plan/plan.ts'
import { type FactInputs, factInputs } from './fact-inputs.ts'
import type { BoundAsyncFact, PluginFacts } from './plugin-facts.ts'

/** Adds what plugins know to the facts of a request. A promise only where a rule that is undecided has to wait for a fact. */
export type CompleteFacts = (facts: Facts) => Facts | Promise<Facts>

/**
 * What completes facts for a plan; undefined where no rule looks at a plugin's fact.
 *
 * Facts that are known at once are read, each once. Of the others, those that are remembered are taken; for the rest, only those that
 * an undecided rule looks at are asked for, together, and only those with `whileUnknown: 'wait'` are waited for, all under one
 * deadline of `timeoutMs`. What is not known then is what stands in for it, or absent. What the host supplied under a plugin's name
 * does not count.
 */
export function createCompleteFacts(
  plan: Plan,
  plugins: PluginFacts,
  zones: ZoneReader,
  timeoutMs: number,
): CompleteFacts | undefined {
  const bound = plugins.bind(plan.model)
  const isRead = factsReadBy(plan.model)
  const sync = bound.sync.filter(({ fact }) => isRead.has(fact))
  const async = bound.async.filter(({ fact }) => isRead.has(fact))
  if (sync.length === 0 && async.length === 0) return undefined
  const undecidedOf = async.length === 0 ? undefined : createUndecidedFacts(plan, zones)

  function known(facts: Facts, inputs: FactInputs): { readonly facts: Facts; readonly unknown: ReadonlySet<number> } {
    const values: FactValue[] = [...facts.values]
    const unknown = new Set<number>()
    for (const { fact, read } of sync) values[fact] = read(inputs)
    for (const resolver of async) {
      const { value, isFresh } = resolver.known(inputs)
      values[resolver.fact] = value
      if (!isFresh) unknown.add(resolver.fact)
    }
    return { facts: withValues(facts, values), unknown }
  }

  /** Takes what has been found out since; what is still unknown stays what it was. */
  function retake(facts: Facts, inputs: FactInputs, asked: readonly BoundAsyncFact[]): Facts {
    const values: FactValue[] = [...facts.values]
    for (const resolver of asked) {
      const { value, isFresh } = resolver.known(inputs)
      if (isFresh) values[resolver.fact] = value
    }
    return withValues(facts, values)
  }

  return (given) => {
    const inputs = factInputs(given)
    const { facts, unknown } = known(given, inputs)
    if (unknown.size === 0 || undecidedOf === undefined) return facts
    const undecided = undecidedOf(facts, unknown)
    if (undecided.size === 0) return facts
    const waited: Promise<void>[] = []
    const asked = async.filter(({ fact }) => undecided.has(fact))
    for (const { ask, waits } of asked) {
      const answer = ask(inputs)
      if (answer !== undefined && waits) waited.push(answer)
    }
    if (waited.length === 0) return facts
    return within(Promise.all(waited), timeoutMs).then(() => retake(facts, inputs, asked))
  }
}

function withValues(facts: Facts, values: readonly FactValue[]): Facts {
  return Object.freeze({ ...facts, values: Object.freeze(values) })
}

/** Resolves when the work is done or the time is up, whichever comes first. */
function within(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs)
    void work.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
