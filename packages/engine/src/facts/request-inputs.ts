import { createHeaderReader } from '../http/read-headers.ts'
import type { PlanInputs } from '../plan/plan.ts'

/** What the header fields of one request hold, as far as anybody asked. */
export interface HeaderInputs {
  readonly host: readonly string[] | undefined
  /** HTTP/2's `:authority`. */
  readonly authority: readonly string[] | undefined
  readonly agent: readonly string[] | undefined
  readonly cookie: readonly string[] | undefined
  /** Of the header that tells the client's address. */
  readonly client: readonly string[] | undefined
  /** In the order of `plan.inputs.headers`. */
  readonly declared: readonly (readonly string[] | undefined)[]
}

/**
 * A function that reads, in one pass over the raw list, the fields that facts are made of. A field that several want
 * (a policy may look at `header("user-agent")`) is collected once.
 */
export function createHeaderInputs(
  inputs: PlanInputs,
  clientHeader: string | undefined,
): (headers: readonly string[]) => HeaderInputs {
  const fixed = ['host', ':authority', 'user-agent', ...(inputs.cookies.length > 0 ? ['cookie'] : [])]
  const names = [...new Set([...fixed, ...(clientHeader === undefined ? [] : [clientHeader]), ...inputs.headers])]
  const read = createHeaderReader(names)
  const slots = {
    host: names.indexOf('host'),
    authority: names.indexOf(':authority'),
    agent: names.indexOf('user-agent'),
    cookie: names.indexOf('cookie'),
    client: clientHeader === undefined ? -1 : names.indexOf(clientHeader),
    declared: inputs.headers.map((name) => names.indexOf(name)),
  }
  return (headers) => {
    const values = read(headers)
    return {
      host: values[slots.host],
      authority: values[slots.authority],
      agent: values[slots.agent],
      cookie: values[slots.cookie],
      client: values[slots.client],
      declared: slots.declared.length === 0 ? nothing : slots.declared.map((slot) => values[slot]),
    }
  }
}

const nothing: readonly undefined[] = Object.freeze([])
