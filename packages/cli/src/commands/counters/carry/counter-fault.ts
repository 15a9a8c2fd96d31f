import { createMemoryStore, type SubjectSpec } from '@tidegate/engine'
import { calendarUnits, isZone } from '@tidegate/values'

/** Why the limits of a file cannot be counted, with the first one that cannot; undefined if all can. */
export function counterFault(subjects: readonly SubjectSpec[]): string | undefined {
  for (const subject of subjects) {
    for (const counter of subject.counters) {
      const { identity } = counter
      const of = `the limit \`${identity}\` of \`${subject.identity}\``
      if (counter.algorithm === 'calendar') {
        if (!calendarUnits.includes(counter.unit))
          return `${of} has the unknown calendar period \`${counter.unit}\`; there are ${calendarUnits.join(', ')}`
        if (!isZone(counter.zone)) return `${of} has the unknown time zone \`${counter.zone}\``
      }
      try {
        createMemoryStore({ capacity: 1 }).layout({ tag: '', subjects: [{ ...subject, counters: [counter] }] })
      } catch (error) {
        return `${of} cannot be counted: ${(error as Error).message.replace(`counter ${identity} cannot be counted: `, '')}`
      }
    }
  }
  return undefined
}
