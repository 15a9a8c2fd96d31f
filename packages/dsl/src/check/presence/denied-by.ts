import type { Typed } from '../conditions/typed.ts'
import { commonTo, type Established, unionOf } from './established-by.ts'

const none: Established = new Set()

/** Returns the keys of facts that are absent whenever a condition is true (or, with `holds` false, whenever it is false). */
export function deniedBy(typed: Typed, holds: boolean): Established {
  switch (typed.kind) {
    case 'anyone':
      return none
    case 'not':
      return deniedBy(typed.condition, !holds)
    case 'and':
    case 'or': {
      const parts = typed.kind === 'and' ? typed.all : typed.any
      const each = parts.map((part) => deniedBy(part, holds))
      return (typed.kind === 'and') === holds ? unionOf(each) : commonTo(each)
    }
    case 'test': {
      const { condition, negated, needs } = typed
      const asksPresent = condition.kind === 'test' && condition.test.kind === 'present'
      return asksPresent && negated === holds ? new Set(needs.map(({ key }) => key)) : none
    }
  }
}
