import type { Model } from '@tidegate/model'

/** Returns the facts of the configuration that a policy declares: one configuration may serve several policies. */
export function factsFor(
  facts: Readonly<Record<string, unknown>> | undefined,
  model: Model,
): Readonly<Record<string, unknown>> | undefined {
  if (facts === undefined) return undefined
  const declared = new Set(model.facts.map(({ name }) => name))
  return Object.fromEntries(Object.entries(facts).filter(([name]) => declared.has(name)))
}
