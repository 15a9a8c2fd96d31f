import { networkOf } from '@tidegate/values'
import type { KeyValue } from '../key-value.ts'
import type { KeyPart, LimitRule } from '../model.ts'
import { isAddress } from '../view/address-of.ts'
import { textsOf } from '../view/texts-of.ts'
import type { RequestView } from '../view/request-view.ts'

/**
 * Returns the key under which a limit counts a request: one value per part. Several values of a field count as one, joined as in
 * RFC 9110 §5.3. An absent value counts as '': all requests without it share one counter, so that omitting a value never evades a
 * limit.
 */
export function keyOf(limit: LimitRule, view: RequestView): readonly KeyValue[] {
  const { key } = limit
  return key.length === 1 ? [keyValue(key[0]!, view)] : key.map((part) => keyValue(part, view))
}

function keyValue(part: KeyPart, view: RequestView): KeyValue {
  switch (part.kind) {
    case 'ip':
      return networkOf(view.facts.ip, part.v4, part.v6)
    case 'text':
      return textsOf(part.subject, decodedView(view)).join(', ')
    case 'fact': {
      const value = view.facts.values[part.fact]
      if (isAddress(value)) return value
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
    }
  }
}

/** The request with its path decoded: all spellings of a path count as one. */
function decodedView(view: RequestView): RequestView {
  const { facts } = view
  return facts.decoded === undefined ? view : { ...view, facts: { ...facts, ...facts.decoded } }
}
