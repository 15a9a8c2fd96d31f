import { type Budget, createBudget } from '@tidegate/values'
import type { Atom } from './atoms.ts'
import type { Conjunct } from './conjuncts.ts'
import type { Logic } from './logic.ts'

/** Finds which of many conjunctions a given conjunction may imply, without comparing the given one with each of them. */
export interface CoverIndex {
  /**
   * Returns the numbers of the conjunctions that a given satisfiable one may imply, ascending. INVARIANT: no other one is implied, so
   * that comparing with these gives the same result as comparing with all. Takes a few steps of the budget for each; none once it is exhausted.
   */
  readonly candidates: (given: readonly Conjunct[]) => readonly number[]
}

/**
 * A way to index a conjunction: the conjunction is implied only by conjuncts that belong to one of these dimensions and, if there
 * are keys, have one of the keys.
 */
interface Handle {
  readonly dimensions: readonly string[]
  readonly keys: readonly string[] | undefined
  /** The dimensions, or the keys with their dimension: handles with a common place are found together. */
  readonly places: readonly string[]
}

interface Bucket {
  readonly all: number[]
  readonly withoutKeys: number[]
  readonly byKey: Map<string, number[]>
}

/** Builds an index of conjunctions, numbered in the given order. Linear in their parts. */
export function createCoverIndex(
  conjunctions: readonly (readonly Conjunct[])[],
  { canFail, keysOf }: Pick<Logic, 'canFail' | 'keysOf'>,
  budget: Pick<Budget, 'spend'> = createBudget(Number.POSITIVE_INFINITY),
): CoverIndex {
  const buckets = new Map<string, Bucket>()
  const always: number[] = []
  // A conjunct that is true for every request is implied by everything, so it cannot serve as a handle.
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
    else for (const dimension of rarest.dimensions) addTo(bucketOf(dimension), number, rarest.keys)
  }

  function handleOf({ dimensions, literal }: Conjunct): Handle {
    const isKeyed = literal?.wanted === true && !literal.atom.dimension.startsWith('free ')
    const keys = isKeyed ? keysOf(literal.atom.test).holding : undefined
    return { dimensions, keys, places: keys?.map((key) => `${literal?.atom.dimension}\n${key}`) ?? dimensions }
  }

  function rarestOf(each: readonly Handle[]): Handle | undefined {
    let rarest: Handle | undefined
    let lowest = Number.POSITIVE_INFINITY
    for (const handle of each) {
      const frequency = frequencyOf(handle)
      if (frequency < lowest) [rarest, lowest] = [handle, frequency]
    }
    return rarest
  }

  /** Returns the number of handles with the same places. */
  function frequencyOf({ places }: Handle): number {
    let frequency = 0
    for (const place of places) frequency += counts.get(place) ?? 0
    return frequency
  }

  function bucketOf(dimension: string): Bucket {
    const bucket = buckets.get(dimension) ?? { all: [], withoutKeys: [], byKey: new Map() }
    buckets.set(dimension, bucket)
    return bucket
  }

  function candidates(given: readonly Conjunct[]): readonly number[] {
    const found = [...always]
    const byDimension = new Map<string, Conjunct[]>()
    for (const conjunct of given) {
      for (const dimension of conjunct.dimensions) {
        const others = byDimension.get(dimension)
        if (others === undefined) byDimension.set(dimension, [conjunct])
        else others.push(conjunct)
      }
    }
    for (const [dimension, conjuncts] of byDimension) {
      const bucket = buckets.get(dimension)
      if (bucket === undefined) continue
      const witness = witnessOf(conjuncts, dimension)
      if (witness === undefined) addAll(bucket.all, found)
      else {
        addAll(bucket.withoutKeys, found)
        for (const key of witness) addAll(bucket.byKey.get(key), found)
      }
    }
    if (!budget.spend(4 * found.length)) return []
    return found.length < 2 ? found : [...new Set(found)].toSorted((a, b) => a - b)
  }

  /** Returns the keys of a value that satisfies all conjuncts of a dimension; no keys for a value that no test mentions. */
  function witnessOf(conjuncts: readonly Conjunct[], dimension: string): readonly string[] | undefined {
    if (conjuncts.every((conjunct) => isTrueForOthers(conjunct, dimension))) return []
    const literal = conjuncts.length === 1 ? conjuncts[0]?.literal : undefined
    return literal?.wanted === true ? keysOf(literal.atom.test).witness : undefined
  }

  return { candidates }
}

/**
 * Whether a conjunct is true for all values of a dimension for which its tests are false, regardless of other properties of the request.
 * Returns false if this is expensive to determine, and for tests of which at least one is true for every value.
 */
function isTrueForOthers({ atoms, holds, literal }: Conjunct, dimension: string): boolean {
  if (literal !== undefined) return !literal.wanted && canBeFalse(literal.atom)
  const others = atoms.filter((atom) => atom.dimension !== dimension)
  if (others.length > maxOthers || !atoms.every((atom) => others.includes(atom) || canBeFalse(atom))) return false
  for (let choice = 0; choice < 1 << others.length; choice++) {
    if (!holds(new Map(others.map(({ key }, at) => [key, ((choice >> at) & 1) === 1])))) return false
  }
  return true
}

const maxOthers = 4

/** Whether there are always values for which a test is false, regardless of other tests of the same dimension. */
function canBeFalse({ test }: Atom): boolean {
  return test.kind === 'text-in' || test.kind === 'path-in' || test.kind === 'text-match'
}

function addAll(numbers: readonly number[] | undefined, found: number[]): void {
  if (numbers !== undefined) for (const number of numbers) found.push(number)
}

function addTo({ all, withoutKeys, byKey }: Bucket, number: number, keys: readonly string[] | undefined): void {
  all.push(number)
  if (keys === undefined) withoutKeys.push(number)
  else {
    for (const key of new Set(keys)) {
      const numbers = byKey.get(key)
      if (numbers === undefined) byKey.set(key, [number])
      else numbers.push(number)
    }
  }
}
