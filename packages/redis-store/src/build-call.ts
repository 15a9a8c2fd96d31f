import type { Charge, CounterLayout, CounterSpec } from '@tidegate/engine'
import { chargeFields } from './charge-fields.ts'
import { type KeyForm, leaseKeys, rowKey, specsOf } from './keys.ts'
import { stateName } from './state-name.ts'

/** What a call of the script does. */
export type Operation = 'consume' | 'peek' | 'settle' | 'refund' | 'reset' | 'block' | 'release' | 'renew'

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
  const rows = new Map<number, RowCharges>()
  for (const [at, charge] of charges.entries()) {
    const row = rows.get(charge.subject)
    if (row !== undefined) {
      row.positions.push(at)
      continue
    }
    const { subject } = specsOf(layout.subjects, charge)
    rows.set(charge.subject, {
      key: rowKey(form, subject, charge.key),
      removed: removedOf(subject.identity),
      positions: [at],
    })
  }
  return [...rows.values()]
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
