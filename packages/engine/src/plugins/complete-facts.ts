import { type Facts, factsReadBy, type FactValue, unknownFact } from '@tidegate/model'
import type { ZoneReader } from '@tidegate/values'
import { createUndecidedFacts } from '../judge/undecided-facts.ts'
import type { Plan } from '../plan/plan.ts'
import { inputsByFact, type RawRequest } from './fact-inputs.ts'
import type { BoundAsyncFact, PluginFacts } from './plugin-facts.ts'

type InputsByFact = ReturnType<typeof inputsByFact>

/** Adds facts of plugins to the facts of a request. Returns a promise only if an undecided rule has to wait for a fact. */
export type CompleteFacts = (facts: Facts, raw: RawRequest) => Facts | Promise<Facts>

/**
 * Creates the function that completes facts for a plan; undefined if no rule uses a fact of a plugin.
 *
 * Each synchronous fact is read once. Asynchronous facts are taken from the cache. Of those that the cache lacks, only the facts that an undecided
 * rule uses are looked up, all at the same time, and only those with `whileUnknown: 'wait'` are awaited, with a common deadline of `timeoutMs`. A
 * fact that is still unknown after that has its stale value, if there is one, or is absent. Values that the host supplies under the name of a
 * plugin's fact are ignored.
 *
 * A fact that reads the client's address or the agent of a request for which it is unknown is unknown too: it is not looked up, and its tests are in
 * doubt.
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

  function known(
    facts: Facts,
    inputsOf: InputsByFact,
  ): { readonly facts: Facts; readonly unknown: ReadonlySet<number> } {
    const values: FactValue[] = [...facts.values]
    const unknown = new Set<number>()
    for (const { fact, read } of sync) {
      const { inputs, hasReadUnknown } = inputsOf(fact)
      const value = read(inputs)
      values[fact] = hasReadUnknown() ? unknownFact : value
    }
    for (const resolver of async) {
      const { inputs, hasReadUnknown } = inputsOf(resolver.fact)
      const { value, isFresh } = resolver.known(inputs)
      values[resolver.fact] = hasReadUnknown() ? unknownFact : value
      if (!isFresh && !hasReadUnknown()) unknown.add(resolver.fact)
    }
    return { facts: withValues(facts, values), unknown }
  }

  /** Adds the facts that have become known; others are unchanged. */
  function retake(facts: Facts, inputsOf: InputsByFact, asked: readonly BoundAsyncFact[]): Facts {
    const values: FactValue[] = [...facts.values]
    for (const resolver of asked) {
      const { inputs, hasReadUnknown } = inputsOf(resolver.fact)
      const { value, isFresh } = resolver.known(inputs)
      if (hasReadUnknown()) values[resolver.fact] = unknownFact
      else if (isFresh) values[resolver.fact] = value
    }
    return withValues(facts, values)
  }

  return (given, raw) => {
    const inputsOf = inputsByFact(given, raw)
    const { facts, unknown } = known(given, inputsOf)
    if (unknown.size === 0 || undecidedOf === undefined) return facts
    const undecided = undecidedOf(facts, unknown)
    if (undecided.size === 0) return facts
    const waited: Promise<void>[] = []
    const asked = async.filter(({ fact }) => undecided.has(fact))
    for (const { fact, ask, waits } of asked) {
      const answer = ask(inputsOf(fact).inputs)
      if (answer !== undefined && waits) waited.push(answer)
    }
    if (waited.length === 0) return facts
    return within(Promise.all(waited), timeoutMs).then(() => retake(facts, inputsOf, asked))
  }
}

function withValues(facts: Facts, values: readonly FactValue[]): Facts {
  return Object.freeze({ ...facts, values: Object.freeze(values) })
}

/** Resolves when the work is done or the time is over, whichever comes first. */
function within(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs)
    void work.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
