import type { IpSet } from '@tidegate/values'
import type { Test } from '../../../model/model.ts'
import type { Checking } from '../../checking.ts'

/**
 * Keys that tests of one dimension are found by. INVARIANT: where `holding` and `witness` of two tests are both known and have no key
 * in common, some value that makes the second test hold does not make the first one hold.
 */
export interface WitnessKeys {
  /** Keys of which every value that makes the test hold has one; undefined where they are too many or not known. */
  readonly holding: readonly string[] | undefined
  /** All keys that one value has which makes the test hold; undefined where no such value is known. */
  readonly witness: readonly string[] | undefined
}

const mostKeys = 16
const unknown: WitnessKeys = { holding: undefined, witness: undefined }

/** The keys of a test of texts, paths or addresses; others have none. Bounded. */
export function witnessKeys(test: Test, { addressSets, pathSets }: Checking['sets']): WitnessKeys {
  switch (test.kind) {
    case 'text-in': {
      const { kind } = test.subject
      return keysOf(kind === 'path' || kind === 'target' ? test.values.map(firstSegment) : test.values)
    }
    case 'path-in': {
      const set = pathSets[test.set]
      if (set === undefined) return unknown
      const keys = keysOf(set.include.slice(0, mostKeys + 1).map(firstSegment))
      // What is excepted may be just the path that is taken for a witness.
      return set.except.length === 0 ? keys : { ...keys, witness: undefined }
    }
    case 'ip-in': {
      const set = addressSets[test.set]?.set
      return set === undefined ? unknown : { holding: blocksOf(set), witness: blocksOfFirst(set) }
    }
    case 'text-match': {
      // What is looked for is found in itself.
      const { subject, value } = test
      const isPath = subject.kind === 'path' || subject.kind === 'target'
      const key = isPath ? firstSegment(value.startsWith('/') ? value : `/${value}`) : value
      return { holding: undefined, witness: key === undefined ? undefined : [key] }
    }
    case 'ip-in-fact':
    case 'bot-in':
    case 'bot-impersonates':
    case 'text-same':
    case 'number-compare':
    case 'flag':
    case 'present':
    case 'not-empty':
    case 'now-in':
      return unknown
  }
}

function keysOf(keys: readonly (string | undefined)[]): WitnessKeys {
  const [first] = keys
  const isHolding = keys.length <= mostKeys && keys.every((key) => key !== undefined)
  return { holding: isHolding ? keys : undefined, witness: first === undefined ? undefined : [first] }
}

/** The first segment of a path or of all paths of a pattern; undefined where it has a wildcard, an escape, or nothing in it. */
function firstSegment(path: string): string | undefined {
  const end = path.indexOf('/', 1)
  const segment = path.slice(1, end === -1 ? undefined : end)
  return !path.startsWith('/') || segment === '' || /[*%]/.test(segment) ? undefined : segment
}

/** The blocks of addresses that a set lies in, as small as they may be without being many. */
function blocksOf({ v4, v6 }: IpSet): readonly string[] | undefined {
  const blocks = new Set<string>()
  const small = v4.length / 2 <= mostKeys && v4.every((word, i) => i % 2 === 0 || blockCount(v4[i - 1]!, word, 8) === 1)
  for (let i = 0; i < v4.length; i += 2) {
    const shift = small ? 8 : 16
    if (blockCount(v4[i]!, v4[i + 1]!, shift) > mostKeys) return undefined
    for (let block = v4[i]! >>> shift; block <= v4[i + 1]! >>> shift; block++) blocks.add(v4Block(shift, block))
    if (blocks.size > mostKeys) return undefined
  }
  for (let i = 0; i < v6.length; i += 8) {
    if (v6[i] !== v6[i + 4]) return undefined
    blocks.add(v6Block(v6[i]!))
    if (blocks.size > mostKeys) return undefined
  }
  return [...blocks]
}

/** The blocks of all sizes that a set's first address lies in. */
function blocksOfFirst({ v4, v6 }: IpSet): readonly string[] | undefined {
  if (v4.length > 0) return [v4Block(8, v4[0]! >>> 8), v4Block(16, v4[0]! >>> 16)]
  return v6.length > 0 ? [v6Block(v6[0]!)] : undefined
}

function blockCount(first: number, last: number, shift: number): number {
  return (last >>> shift) - (first >>> shift) + 1
}

function v4Block(shift: number, block: number): string {
  return `${shift}/${block}`
}

function v6Block(word: number): string {
  return `6/${word}`
}
