import { formatIp, networkOf } from '@tidegate/values'
import type { AsyncFact } from './fact-definition.ts'
import type { FactInputs } from './fact-inputs.ts'

/** Maximum length of a key; facts with longer keys are not looked up. The cache bounds the number of keys, so their length must be bounded too. */
const maxKeyLength = 256

/**
 * The cache key of an answer for this request; undefined if there is nothing to look up. An IPv6 client controls its /64, so by default the
 * whole /64 is one key.
 */
export function factKey(per: AsyncFact['per'], inputs: FactInputs): string | undefined {
  const key = keyOf(per ?? 'network', inputs)
  if (key === undefined || key.length > maxKeyLength) return undefined
  // WHY: the key is copied if it may be a slice of a request's head, because the cache would otherwise keep the whole head in memory.
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
