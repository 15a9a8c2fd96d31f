import type { PolicyInputs } from '@tidegate/model'
import { createHeaderReader, type FieldLines } from '../http/read-headers.ts'

/** Where the fields stand that every request is read for, in what `HeaderInputs.read` gives. */
export const slots = { host: 0, authority: 1, agent: 2 } as const

/** Reads the header fields of requests, as far as anybody asks. */
export interface HeaderInputs {
  /** The lines of each field by its slot, in one pass over the raw list. */
  readonly read: (headers: readonly string[]) => readonly FieldLines[]
  /** -1 where nobody wants it. */
  readonly cookie: number
  /** Of the header that tells the client's address; -1 where there is none. */
  readonly client: number
  /** In the order of `plan.inputs.headers`. */
  readonly declared: readonly number[]
}

/** What reads the fields that facts are made of. A field that several want (a policy may look at `header("user-agent")`) has one slot. */
export function createHeaderInputs(inputs: PolicyInputs, clientHeader: string | undefined): HeaderInputs {
  // INVARIANT: the order of the first three is that of `slots`; `:authority` is HTTP/2's.
  const fixed = ['host', ':authority', 'user-agent', ...(inputs.cookies.length > 0 ? ['cookie'] : [])]
  const names = [...new Set([...fixed, ...(clientHeader === undefined ? [] : [clientHeader]), ...inputs.headers])]

  return {
    read: createHeaderReader(names),
    cookie: names.indexOf('cookie'),
    client: clientHeader === undefined ? -1 : names.indexOf(clientHeader),
    declared: inputs.headers.map((name) => names.indexOf(name)),
  }
}
