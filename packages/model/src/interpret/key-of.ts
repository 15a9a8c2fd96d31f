import { networkOf } from '@tidegate/values'
import { type KeyValue, unknownKey } from '../key-value.ts'
import type { KeyPart, LimitRule } from '../model.ts'
import type { TextSubject } from '../subjects.ts'
import { isAddress } from '../view/address-of.ts'
import { isUnknown, isUnknownFact } from '../view/is-unknown.ts'
import { isRepeatable, readingsOf } from '../view/readings.ts'
import { textsOf } from '../view/texts-of.ts'
import type { RequestView } from '../view/request-view.ts'

/**
 * Returns the key under which a limit counts a request: one value per part. An absent value counts as '': all requests without it share
 * one counter, so that omitting a value never evades a limit. All requests for which the part is unknown share one counter too: those of
 * clients whose address is unknown, and those with a repeated field, of which an application may read another value than was counted.
 */
export function keyOf(limit: LimitRule, view: RequestView): readonly KeyValue[] {
  const { key } = limit
  return key.length === 1 ? [keyValue(key[0]!, view)] : key.map((part) => keyValue(part, view))
}

function keyValue(part: KeyPart, view: RequestView): KeyValue {
  switch (part.kind) {
    case 'ip':
      return view.facts.ip === undefined ? unknownKey : networkOf(view.facts.ip, part.v4, part.v6)
    case 'text':
      return textKey(part.subject, decodedView(view))
    case 'fact': {
      const value = view.facts.values[part.fact]
      if (isUnknownFact(value)) return unknownKey
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

/** The values of a `texts` fact count as one, joined; a repeated field is unknown unless all readers find the same text. */
function textKey(subject: TextSubject, view: RequestView): KeyValue {
  if (isUnknown(subject, view.facts)) return unknownKey
  const texts = textsOf(subject, view)
  if (texts.length < 2) return texts[0] ?? ''
  if (!isRepeatable(subject)) return texts.join(', ')
  const [first, ...others] = readingsOf(subject, texts)
  return others.every((text) => text === first) ? first! : unknownKey
}
