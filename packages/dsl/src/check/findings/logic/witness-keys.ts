import type { Test } from '@tidegate/model'
import type { IpSet } from '@tidegate/values'
import type { Checking } from '../../checking.ts'

/**
 * Keys that distinguish tests of one dimension. INVARIANT: if no key in the `witness` of one test is among the `holding` keys of
 * another, some value makes the first test true and the second false.
 */
export interface WitnessKeys {
  /** Every value that makes the test true has at least one of these keys; undefined if they are too many or unknown. */
  readonly holding: readonly string[] | undefined
  /** All keys of one value that makes the test true; undefined if no such value is known. */
  readonly witness: readonly string[] | undefined
}

const maxKeys = 16
const maxSegments = 100
const unknown: WitnessKeys = { holding: undefined, witness: undefined }

/** Returns a lookup of the keys of tests of texts, paths or addresses, computed once for each; other tests have no keys. Bounded. */
export function createWitnessKeys({ addressSets, pathSets }: Checking['sets']): (test: Test) => WitnessKeys {
  const known = new Map<Test, WitnessKeys>()

  function read(test: Test): WitnessKeys {
    if (test.kind === 'text-in') return isPath(test.subject) ? keysOfPaths(test.values) : keysOfTexts(test.values)
    if (test.kind === 'path-in') {
      const set = pathSets[test.set]
      if (set === undefined) return unknown
      const keys = keysOfPaths(set.include)
      // The exception may be exactly the path that would be the witness.
      return set.except.length === 0 ? keys : { ...keys, witness: undefined }
    }
    if (test.kind === 'text-match') {
      // Every text contains itself.
      const { subject, value } = test
      if (!isPath(subject)) return { holding: undefined, witness: [value] }
      return { holding: undefined, witness: prefixesOf(value.startsWith('/') ? value : `/${value}`) }
    }
    const set = test.kind === 'ip-in' ? addressSets[test.set]?.set : undefined
    return set === undefined ? unknown : { holding: blocksOf(set), witness: blocksOfFirst(set) }
  }

  return (test) => {
    let keys = known.get(test)
    if (keys === undefined) {
      keys = read(test)
      known.set(test, keys)
    }
    return keys
  }
}

/** Whether two tests of one text or path are never true together, as far as their keys show. */
export function areDisjoint({ holding: a }: WitnessKeys, { holding: b }: WitnessKeys): boolean {
  if (a === undefined || b === undefined) return false
  return !a.some((one) => b.some((other) => one === other || isBelow(one, other) || isBelow(other, one)))
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder) && path[folder.length] === '/'
}

function isPath(subject: Extract<Test, { kind: 'text-in' }>['subject']): boolean {
  return subject.kind === 'path' || subject.kind === 'target'
}

function keysOfTexts(values: readonly string[]): WitnessKeys {
  return { holding: values.length <= maxKeys ? values : undefined, witness: values.slice(0, 1) }
}

/** Returns the keys of paths or patterns, which are the folders that contain them, as far as these are certain. */
function keysOfPaths(paths: readonly string[]): WitnessKeys {
  const [first] = paths
  const holding = paths.slice(0, maxKeys + 1).map((path) => certainPrefix(path).prefix)
  return {
    holding: holding.length > maxKeys || holding.includes('') ? undefined : holding,
    witness: first === undefined ? undefined : prefixesOf(first),
  }
}

/** Returns the complete segments that all paths of a pattern begin with, and what ends this prefix. */
function certainPrefix(path: string): { readonly prefix: string; readonly end: 'text' | 'wildcard' | 'uncertain' } {
  const { index } = /[*%]|\/(?=\/|$)|^(?!\/)/.exec(path) ?? { index: path.length }
  if (index === path.length) return { prefix: path, end: 'text' }
  return {
    prefix: path.slice(0, Math.max(0, path.lastIndexOf('/', index))),
    end: path[index] === '*' ? 'wildcard' : 'uncertain',
  }
}

/**
 * Returns the folders that one path of a pattern is in, including the path itself. In place of a wildcard, the path has a segment that
 * no policy mentions. With an escape or an empty segment, which has several spellings, no path is certain.
 */
function prefixesOf(pattern: string): readonly string[] | undefined {
  const { prefix, end } = certainPrefix(pattern)
  if (end === 'uncertain') return undefined
  const prefixes: string[] = []
  // WHY: each folder is a text of its own, so a path of very many segments would be written out very many times.
  if (prefix.split('/', maxSegments + 1).length > maxSegments) return undefined
  for (let at = prefix.indexOf('/', 1); at > 0; at = prefix.indexOf('/', at + 1)) prefixes.push(prefix.slice(0, at))
  return prefix === '' ? prefixes : [...prefixes, prefix]
}

/** Returns the blocks of addresses that contain a set, as small as possible without being too many. */
function blocksOf({ v4, v6 }: IpSet): readonly string[] | undefined {
  const blocks = new Set<string>()
  const small = v4.length / 2 <= maxKeys && v4.every((word, i) => i % 2 === 0 || blockCount(v4[i - 1]!, word, 8) === 1)
  for (let i = 0; i < v4.length; i += 2) {
    const shift = small ? 8 : 16
    if (blockCount(v4[i]!, v4[i + 1]!, shift) > maxKeys) return undefined
    for (let block = v4[i]! >>> shift; block <= v4[i + 1]! >>> shift; block++) blocks.add(v4Block(shift, block))
    if (blocks.size > maxKeys) return undefined
  }
  for (let i = 0; i < v6.length; i += 8) {
    if (v6[i] !== v6[i + 4]) return undefined
    blocks.add(v6Block(v6[i]!))
    if (blocks.size > maxKeys) return undefined
  }
  return [...blocks]
}

/** Returns the blocks of all sizes that contain the first address of a set. */
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
