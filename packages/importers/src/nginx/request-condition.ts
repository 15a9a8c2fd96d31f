import type { Condition } from '../draft/condition.ts'
import type { PolicyDraft } from '../draft/policy-draft.ts'
import type { Compared } from '../draft/request-reading.ts'
import { readRequestTest } from '../draft/request-test.ts'
import type { Place } from './place.ts'

/** What is needed to convert conditions of a configuration. */
export interface ConditionReading {
  readonly draft: PolicyDraft
  /** Whether the policy distinguishes cases and final slashes of paths, as nginx does. */
  readonly exactPaths: boolean
  /** Reports texts that a line compares with paths without regard to case. */
  readonly caseless: (place: Place, texts: readonly string[]) => void
}

/** Receives a note about a place. */
export type Noting = (place: Place, message: string) => void

/**
 * Returns the condition that a variable of a request has a value; undefined if nothing of it has an equivalent. Alternatives that are left
 * out, and approximations, are noted. For the negation of the condition (`isNegated`) all alternatives must have an equivalent.
 */
export function requestCondition(
  name: string,
  compared: Compared,
  { draft, exactPaths, caseless }: ConditionReading,
  place: Place,
  note: Noting,
  isNegated = false,
): Condition | undefined {
  const reading = readRequestTest(name, { ...compared, exactPaths }, draft)
  if (reading.condition === undefined || (isNegated && reading.lost.length > 0)) return undefined
  for (const source of reading.lost)
    note(place, `${source} in a pattern of $${name} is not imported: it has no equivalent`)
  for (const why of reading.approximated) note(place, `the pattern of $${name}: ${why}`)
  caseless(place, reading.caseless)
  return reading.condition
}
