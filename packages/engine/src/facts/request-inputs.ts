import { createHeaderReader, type FieldLines, listOf } from '../http/read-headers.ts'
import type { PlanInputs } from '../plan/plan.ts'

/** What the header fields of one request hold, as far as anybody asked. */
export interface HeaderInputs {
  readonly host: FieldLines
  /** HTTP/2's `:authority`. */
  readonly authority: FieldLines
  readonly agent: FieldLines
  readonly cookie: FieldLines
  /** Of the header that tells the client's address. */
  readonly client: FieldLines
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
  // INVARIANT: the order of the first three and of `slots` below; a slot behind the last one is a field that nobody wants.
  const fixed = ['host', ':authority', 'user-agent', ...(inputs.cookies.length > 0 ? ['cookie'] : [])]
  const names = [...new Set([...fixed, ...(clientHeader === undefined ? [] : [clientHeader]), ...inputs.headers])]
  const read = createHeaderReader(names)
  const cookieSlot = slotOf('cookie')
  const clientSlot = clientHeader === undefined ? names.length : slotOf(clientHeader)
  const declaredSlots = inputs.headers.map(slotOf)

  function slotOf(name: string): number {
    const slot = names.indexOf(name)
    return slot < 0 ? names.length : slot
  }

  return (headers) => {
    const values = read(headers)
    return {
      host: values[0],
      authority: values[1],
      agent: values[2],
      cookie: cookieSlot < values.length ? values[cookieSlot] : undefined,
      client: clientSlot < values.length ? values[clientSlot] : undefined,
      declared: declaredSlots.length === 0 ? nothing : declaredSlots.map((slot) => listOf(values[slot])),
    }
  }
}

const nothing: readonly undefined[] = Object.freeze([])
