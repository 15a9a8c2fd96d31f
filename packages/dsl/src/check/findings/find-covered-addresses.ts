import { type IpSet, ipSetCovers, ipSetIsEmpty, ipSetsMeet } from '@tidegate/values'
import { type AddressPart, unionOfParts } from '../sets/resolved-addresses.ts'
import type { Findable } from './findable.ts'
import { partsWithOwnAddresses } from './parts-with-own-addresses.ts'

/** TG404: an entry of a list that adds nothing, because another entry, or several together, contain all its addresses. */
export function findCoveredAddresses({ checking, work }: Findable): void {
  for (const { parts } of checking.resolved.addresses.values()) {
    if (parts.length < 2) continue
    const alone = partsWithOwnAddresses(parts, work)
    const candidates = parts.filter((part) => alone?.has(part) !== true && !ipSetIsEmpty(part.set))
    const needed = new Set(parts)
    for (const part of work.each(candidates.toReversed(), ({ span }) => span)) {
      if (alone === undefined || !work.spend(2 * needed.size)) continue
      // Entries that share no address with this one cannot cover any of it.
      const sharing = [...needed].filter((other) => other !== part && ipSetsMeet(other.set, part.set))
      if (!work.spend(4 * sharing.reduce((sum, { set }) => sum + set.v4.length + set.v6.length, 0))) continue
      const covers = coversOf(part, sharing)
      if (covers.length === 0) continue
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
 * entries. Returns no entries if the part is needed. `sharing` are the entries that have addresses in common with it.
 */
function coversOf(part: AddressPart, sharing: readonly AddressPart[]): readonly AddressPart[] {
  const single = sharing.find((other) => ipSetCovers(other.set, part.set))
  if (single !== undefined) return [single]
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
