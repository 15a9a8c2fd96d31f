import { createHeaderReader, type FieldLines, fieldName } from '../http/read-headers.ts'
import { isJoinedField, type PolicyInputs } from '@tidegate/model'

/** Indices, in the result of `HeaderInputs.read`, of the fields that are read from every request. */
export const slots = { host: 0, authority: 1, agent: 2 } as const

/** Reads the header fields of requests that facts need. */
export interface HeaderInputs {
  /** Returns the lines of each field, indexed by its slot, in one pass over the raw list. */
  readonly read: (headers: readonly string[]) => readonly FieldLines[]
  /** Slot of the Cookie field; -1 if the policy uses no cookie. */
  readonly cookie: number
  /** Slot of the header with the client's address; -1 if there is none. */
  readonly client: number
  /** Slots in the order of `plan.inputs.headers`. */
  readonly declared: readonly number[]
  /** Of `declared`, the slots of fields that are not lists. */
  readonly single: readonly number[]
}

/** Creates the reader of the fields that facts need. A field with several uses (such as `header("user-agent")` in a policy) has one slot. */
export function createHeaderInputs(inputs: PolicyInputs, clientHeader: string | undefined): HeaderInputs {
  // INVARIANT: the first three are in the order of `slots`; `:authority` belongs to HTTP/2.
  const fixed = ['host', ':authority', 'user-agent', ...(inputs.cookies.length > 0 ? ['cookie'] : [])]
  const client = clientHeader === undefined ? [] : [clientHeader]
  const names = [...new Set([...fixed, ...client, ...inputs.headers].map(fieldName))]

  return {
    read: createHeaderReader(names),
    cookie: names.indexOf('cookie'),
    client: clientHeader === undefined ? -1 : names.indexOf(clientHeader),
    declared: inputs.headers.map((name) => names.indexOf(fieldName(name))),
    single: inputs.headers.flatMap((name) => (isJoinedField(name) ? [] : [names.indexOf(fieldName(name))])),
  }
}
