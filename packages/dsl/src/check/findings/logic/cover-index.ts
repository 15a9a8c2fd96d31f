import type { Atom } from './atoms.ts'
import type { Conjunct } from './conjuncts.ts'
import type { Logic } from './logic.ts'

/** Finds which of many conjunctions another one may imply, without comparing it with each of them. */
export interface CoverIndex {
  /**
   * The numbers of the conjunctions that may be implied by one that can hold, ascending. INVARIANT: no other one is implied, so that
   * comparing with these finds what comparing with all would.
   */
  readonly candidates: (given: readonly Conjunct[]) => readonly number[]
}

/** Where a conjunction may be filed: it is implied only by what bears on one of its dimensions, there with one of the keys if it has any. */
interface Handle {
  readonly dimensions: readonly string[]
  readonly keys: readonly string[] | undefined
  /** The dimensions, or the keys with theirs: handles in the same place are found together. */
  readonly places: readonly string[]
}

interface Shelf {
  readonly all: number[]
  readonly withoutKeys: number[]
  readonly byKey: Map<string, number[]>
}

/** An index of conjunctions, numbered as they come. Linear in their parts. */
export function createCoverIndex(
  conjunctions: readonly (readonly Conjunct[])[],
  { canFail, keysOf }: Pick<Logic, 'canFail' | 'keysOf'>,
): CoverIndex {
  const shelves = new Map<string, Shelf>()
  const always: number[] = []
  // What every request meets is implied by whatever is given: it is no handle.
  const handles = conjunctions.map((conjuncts) =>
    conjuncts.filter((conjunct) => canFail(conjunct) === true).map(handleOf),
  )
  const counts = new Map<string, number>()
  for (const each of handles) {
    for (const { places } of each) for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1)
  }
  for (const [number, each] of handles.entries()) {
    const rarest = rarestOf(each)
    if (rarest === undefined) always.push(number)
    else for (const dimension of rarest.dimensions) file(shelfOf(dimension), number, rarest.keys)
  }

  function handleOf({ dimensions, literal }: Conjunct): Handle {
    const isKeyed = literal?.wanted === true && !literal.atom.dimension.startsWith('free ')
    const keys = isKeyed ? keysOf(literal.atom.test).holding : undefined
    return { dimensions, keys, places: keys?.map((key) => `${literal?.atom.dimension}\n${key}`) ?? dimensions }
  }

  function rarestOf(each: readonly Handle[]): Handle | undefined {
    let rarest: Handle | undefined
    let least = Number.POSITIVE_INFINITY
    for (const handle of each) {
      const crowd = crowdOf(handle)
      if (crowd < least) [rarest, least] = [handle, crowd]
    }
    return rarest
  }

  /** How many others have handles in the same places. */
  function crowdOf({ places }: Handle): number {
    let crowd = 0
    for (const place of places) crowd += counts.get(place) ?? 0
    return crowd
  }

  function shelfOf(dimension: string): Shelf {
    const shelf = shelves.get(dimension) ?? { all: [], withoutKeys: [], byKey: new Map() }
    shelves.set(dimension, shelf)
    return shelf
  }

  function candidates(given: readonly Conjunct[]): readonly number[] {
    const found = [...always]
    const bearing = new Map<string, Conjunct[]>()
    for (const conjunct of given) {
      for (const dimension of conjunct.dimensions) {
        const others = bearing.get(dimension)
        if (others === undefined) bearing.set(dimension, [conjunct])
        else others.push(conjunct)
      }
    }
    for (const [dimension, conjuncts] of bearing) {
      const shelf = shelves.get(dimension)
      if (shelf === undefined) continue
      const witness = witnessOf(conjuncts, dimension)
      if (witness === undefined) addAll(shelf.all, found)
      else {
        addAll(shelf.withoutKeys, found)
        for (const key of witness) addAll(shelf.byKey.get(key), found)
      }
    }
    return found.length < 2 ? found : [...new Set(found)].toSorted((a, b) => a - b)
  }

  /** The keys of a value that satisfies all that bears on a dimension: none of a value that no test mentions. */
  function witnessOf(conjuncts: readonly Conjunct[], dimension: string): readonly string[] | undefined {
    if (conjuncts.every((conjunct) => holdsForOthers(conjunct, dimension))) return []
    const literal = conjuncts.length === 1 ? conjuncts[0]?.literal : undefined
    return literal?.wanted === true ? keysOf(literal.atom.test).witness : undefined
  }

  return { candidates }
}

/**
 * Whether a conjunct holds for all values of a dimension for which its tests do not, whatever else the request is; false where it would take
 * long to find out, and for tests of which one or another holds for every value.
 */
function holdsForOthers({ atoms, holds, literal }: Conjunct, dimension: string): boolean {
  if (literal !== undefined) return !literal.wanted && mayMiss(literal.atom)
  const others = atoms.filter((atom) => atom.dimension !== dimension)
  if (others.length > maxOthers || !atoms.every((atom) => others.includes(atom) || mayMiss(atom))) return false
  for (let choice = 0; choice < 1 << others.length; choice++) {
    if (!holds(new Map(others.map(({ key }, at) => [key, ((choice >> at) & 1) === 1])))) return false
  }
  return true
}

const maxOthers = 4

/** Whether there are always values for which a test does not hold, whatever other tests there are of the same dimension. */
function mayMiss({ test }: Atom): boolean {
  return test.kind === 'text-in' || test.kind === 'path-in' || test.kind === 'text-match'
}

function addAll(numbers: readonly number[] | undefined, found: number[]): void {
  if (numbers !== undefined) for (const number of numbers) found.push(number)
}

function file({ all, withoutKeys, byKey }: Shelf, number: number, keys: readonly string[] | undefined): void {
  all.push(number)
  if (keys === undefined) withoutKeys.push(number)
  else {
    for (const key of new Set(keys)) {
      const filed = byKey.get(key)
      if (filed === undefined) byKey.set(key, [number])
      else filed.push(number)
    }
  }
}
