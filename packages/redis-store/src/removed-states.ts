import type { CounterLayout, CounterSpec } from '@tidegate/engine'
import { stateName } from './state-name.ts'

/** The states of counters that a reload of this process removed, for each subject, until they are added again. */
export interface RemovedStates {
  readonly relay: (former: CounterLayout | undefined, layout: CounterLayout) => void
  /** By the identity of a subject: the counters that its rows may still contain. */
  readonly of: (subject: string) => readonly CounterSpec[]
}

/** How many removed counters of a subject are remembered. States of others stay in their rows until they are blank. */
const maxRemoved = 64

/**
 * Creates the list of removed counters. WHY: a limit that is removed and added again starts from zero, so its state is deleted when the row is next
 * used. Processes that have not reloaded yet lose the counts of that limit then.
 */
export function createRemovedStates(): RemovedStates {
  const removed = new Map<string, Map<string, CounterSpec>>()
  return {
    relay(former, layout) {
      if (former?.tag !== layout.tag) removed.clear()
      const earlier = former?.tag === layout.tag ? former.subjects : []
      for (const { identity, counters } of earlier) {
        const states = removed.get(identity) ?? new Map<string, CounterSpec>()
        for (const spec of counters) states.set(stateName(spec), spec)
        removed.set(identity, states)
      }
      for (const { identity, counters } of layout.subjects)
        for (const spec of counters) removed.get(identity)?.delete(stateName(spec))
      for (const states of removed.values())
        for (const name of [...states.keys()].slice(0, Math.max(0, states.size - maxRemoved))) states.delete(name)
    },
    of: (subject) => [...(removed.get(subject)?.values() ?? [])],
  }
}
