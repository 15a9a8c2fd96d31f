import type { Charge, CounterLayout, CounterRef, CounterSpec, SubjectSpec } from '@tidegate/engine'

/** One layout for workers with different ones, and the positions of each worker's counters in it. */
export interface JoinedLayout {
  readonly layout: CounterLayout
  /** Returns a worker's charges as charges of the joined layout. */
  readonly translate: <Ref extends Charge | CounterRef>(of: CounterLayout, charges: readonly Ref[]) => readonly Ref[]
}

/**
 * Joins layouts with one tag, so that workers that have reloaded a policy and workers that have not yet share their counters: it contains the limits
 * of all. For a limit with different counts, the last layout decides. Linear in the limits. `layouts` MUST NOT be empty.
 */
export function joinLayouts(layouts: readonly CounterLayout[]): JoinedLayout {
  const subjects = new Map<string, { at: number; spec: SubjectSpec; counters: Map<string, CounterSpec> }>()
  for (const { subjects: given } of layouts) {
    for (const spec of given) {
      const subject = subjects.get(spec.identity) ?? { at: subjects.size, spec, counters: new Map() }
      subjects.set(spec.identity, subject)
      for (const counter of spec.counters) subject.counters.set(nameOf(counter), counter)
    }
  }
  const positions = new Map(
    layouts.map((layout) => [
      layout,
      layout.subjects.map(({ identity, counters }) => {
        const subject = subjects.get(identity)!
        const names = [...subject.counters.keys()]
        return { subject: subject.at, counters: counters.map((counter) => names.indexOf(nameOf(counter))) }
      }),
    ]),
  )
  return {
    layout: {
      tag: layouts[0]!.tag,
      subjects: [...subjects.values()].map(({ spec, counters }) => ({
        ...spec,
        counters: [...counters].map(([identity, counter]) => ({ ...counter, identity })),
      })),
    },
    translate(of, charges) {
      const known = positions.get(of)!
      return charges.map((charge) => {
        const position = known[charge.subject]
        const counter = position?.counters[charge.counter]
        if (position === undefined || counter === undefined) throw new RangeError('no such counter in the layout')
        return { ...charge, subject: position.subject, counter }
      })
    },
  }
}

/**
 * A counter's identity and what its charges contain. WHY: a charge by calendar periods has a period and one of places at once has a lease; the other
 * algorithms take over from each other or start from zero.
 */
function nameOf({ identity, algorithm }: CounterSpec): string {
  switch (algorithm) {
    case 'calendar':
    case 'at-once':
      // A layout that was joined before has such names already.
      return identity.endsWith(` ${algorithm}`) ? identity : `${identity} ${algorithm}`
    case 'log':
    case 'ring':
    case 'gcra':
      return identity
  }
}
