import { formatIp, networkOf } from '@tidegate/values'
import type { AsyncFact } from './fact-definition.ts'
import type { FactInputs } from './fact-inputs.ts'

/** Longer keys are not looked up: their number is bounded, so that their length must be too. */
const longestKey = 256

/**
 * What an answer for this request is remembered by; undefined where there is nothing to look up. An IPv6 client owns its /64, so that
 * by default all of it is one key.
 */
export function factKey(per: AsyncFact['per'], inputs: FactInputs): string | undefined {
  const key = keyOf(per ?? 'network', inputs)
  if (key === undefined || key.length > longestKey) return undefined
  // WHY: a copy where it may be a part of a request's head, which a cache would keep in memory whole.
  return per === undefined || per === 'network' || per === 'address' ? key : ` ${key}`.slice(1)
}

function keyOf(per: NonNullable<AsyncFact['per']>, inputs: FactInputs): string | undefined {
  switch (per) {
    case 'network':
      return inputs.address.family === 4 ? inputs.ip : formatIp(networkOf(inputs.address, 32, 64))
    case 'address':
      return inputs.ip
    case 'user':
      return inputs.user
    case 'host':
      return inputs.host
  }
  const key: unknown = per(inputs)
  return typeof key === 'string' ? key : undefined
}
