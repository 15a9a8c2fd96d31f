import type { Charge, CounterLayout, CounterSpec } from '@tidegate/engine'
import { chargeFields } from './charge-fields.ts'
import { type KeyForm, leaseKeys, rowKey, specsOf } from './keys.ts'
import { stateName } from './state-name.ts'

/** What a call of the script does. */
export type Operation =
  | 'consume'
  | 'peek'
  | 'peek-refused'
  | 'settle'
  | 'refund'
  | 'reset'
  | 'block'
  | 'release'
  | 'renew'

/** The keys and the arguments of a call, and which charges it is about. */
export interface Call {
  readonly keys: readonly string[]
  readonly args: readonly string[]
  /** Positions in the list of all charges of the decision. */
  readonly positions: readonly number[]
}

/** What calls of one layout have in common. */
export interface CallContext {
  readonly form: KeyForm
  readonly layout: CounterLayout
  readonly removedOf: (subject: string) => readonly CounterSpec[]
}

/** A row, and the charges that it counts. */
interface RowCharges {
  readonly key: string
  readonly removed: readonly CounterSpec[]
  readonly positions: number[]
}

/** Builds the calls of an operation: one if all keys are in one slot, else one for each row. `head` are the arguments before the numbers of rows. */
export function buildCalls(context: CallContext, head: readonly string[], charges: readonly Charge[]): readonly Call[] {
  const rows = rowsOf(context, charges)
  const calls = context.form.slot === 'one' ? (rows.length === 0 ? [] : [rows]) : rows.map((row) => [row])
  return calls.map((part) => buildCall(context, head, charges, part))
}

function rowsOf({ form, layout, removedOf }: CallContext, charges: readonly Charge[]): readonly RowCharges[] {
  const rows = new Map<string, RowCharges>()
  const latest = new Map<number, { readonly charge: Charge; readonly row: RowCharges }>()
  for (const [at, charge] of charges.entries()) {
    const last = latest.get(charge.subject)
    // WHY: the limits of a subject have the same key in one request, and a digest takes longer than this look.
    const row = last !== undefined && hasSameKey(last.charge, charge) ? last.row : rowOf(charge)
    row.positions.push(at)
    latest.set(charge.subject, { charge, row })
  }
  return [...rows.values()]

  function rowOf(charge: Charge): RowCharges {
    const { subject } = specsOf(layout.subjects, charge)
    const key = rowKey(form, subject, charge.key)
    const row = rows.get(key) ?? { key, removed: removedOf(subject.identity), positions: [] }
    rows.set(key, row)
    return row
  }
}

function hasSameKey({ key: one }: Charge, { key: other }: Charge): boolean {
  return one.length === other.length && one.every((part, at) => part === other[at])
}

function buildCall(
  { layout }: CallContext,
  head: readonly string[],
  charges: readonly Charge[],
  rows: readonly RowCharges[],
): Call {
  const keys = rows.map(({ key }) => key)
  const positions = rows.flatMap((row) => row.positions).toSorted((a, b) => a - b)
  const rowOf = new Map(rows.flatMap((row, index) => row.positions.map((at) => [at, index + 1] as const)))
  const fields = positions.flatMap((at) => {
    const charge = charges[at]!
    const row = rowOf.get(at)!
    const { spec } = specsOf(layout.subjects, charge)
    if (spec.algorithm === 'at-once') keys.push(...leaseKeys(rows[row - 1]!.key, spec.identity))
    return chargeFields(charge, spec, row)
  })
  const names = rows.map(({ removed }) => removed.map(stateName).join('\n'))
  return {
    keys,
    args: [...head, String(rows.length), String(positions.length), ...names, ...fields],
    positions,
  }
}
