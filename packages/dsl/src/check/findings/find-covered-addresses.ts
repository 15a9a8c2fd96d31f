import { type IpSet, intersectIpSets, ipSetCovers, ipSetIsEmpty } from '@tidegate/values'
import { type AddressPart, unionOfParts } from '../sets/resolved-addresses.ts'
import type { Findable } from './findable.ts'

// WHY limits: each entry is compared with all others, and an entry may be a file with a million addresses.
const maxEntries = 300
const maxWords = 50_000_000

/** TG404: an entry of a list that adds nothing, because another entry, or several together, contain all its addresses. */
export function findCoveredAddresses({ checking }: Findable): void {
  for (const { parts } of checking.resolved.addresses.values()) {
    const words = parts.reduce((sum, { set }) => sum + set.v4.length + set.v6.length, 0)
    if (parts.length > maxEntries || parts.length * words > maxWords) continue
    const needed = new Set(parts)
    for (const part of parts.toReversed()) {
      const covers = coversOf(part, [...needed])
      if (covers.length === 0 || ipSetIsEmpty(part.set)) continue
      needed.delete(part)
      const message = `\`${part.text}\` ${reasonOf(part, covers)}`
      checking.report.add('TG404', part.span, message, {
        related: covers.slice(0, 3).map(({ span }) => ({ span, message: 'this covers it, or part of it' })),
      })
    }
  }
}

function reasonOf(part: AddressPart, covers: readonly AddressPart[]): string {
  const [only] = covers
  if (covers.length === 1 && only?.text === part.text) return 'is already in the list'
  const names = covers.map(({ text }) => `\`${text}\``)
  return covers.length === 1
    ? `adds nothing: ${names.join('')} covers all of it`
    : `adds nothing: ${names.join(', ')} together cover all of it`
}

/**
 * Returns entries that together contain all addresses of a part: a single entry if one suffices, otherwise a minimal set of
 * entries. Returns no entries if the part is needed.
 */
function coversOf(part: AddressPart, parts: readonly AddressPart[]): readonly AddressPart[] {
  const others = parts.filter((other) => other !== part)
  const single = others.find((other) => ipSetCovers(other.set, part.set))
  if (single !== undefined) return [single]
  const sharing = others.filter((other) => !ipSetIsEmpty(intersectIpSets(other.set, part.set)))
  if (sharing.length < 2 || !ipSetCovers(unionOfParts(sharing), part.set)) return []
  return smallestCover(part.set, sharing)
}

/** Removes parts one by one if the others still cover the set. */
function smallestCover(set: IpSet, parts: readonly AddressPart[]): readonly AddressPart[] {
  return parts.reduce<readonly AddressPart[]>((kept, part) => {
    const without = kept.filter((other) => other !== part)
    return ipSetCovers(unionOfParts(without), set) ? without : kept
  }, parts)
}
