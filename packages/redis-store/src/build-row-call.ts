import type { CounterLayout } from '@tidegate/engine'
import { blankCharge, chargeFields } from './charge-fields.ts'
import { type KeyForm, keyOfDigest, leaseKeys } from './keys.ts'

/** Builds a call about all counters of one row, whose key is known as a digest only. `further` are the arguments after those of the charges. */
export function buildRowCall(
  form: KeyForm,
  layout: CounterLayout,
  { subject, digest }: { readonly subject: number; readonly digest: string },
  further: readonly string[],
): { readonly keys: readonly string[]; readonly args: readonly string[] } {
  const spec = layout.subjects[subject]!
  const row = keyOfDigest(form, spec, digest)
  const keys = [row]
  const fields = spec.counters.flatMap((counter, index) => {
    if (counter.algorithm === 'at-once') keys.push(...leaseKeys(row, counter.identity))
    return chargeFields(blankCharge({ subject, counter: index, key: [] }), counter, 1)
  })
  const head = ['join', '', '1', '1', '0', '0', '1', String(spec.counters.length), '']
  return { keys, args: [...head, ...fields, ...further] }
}
