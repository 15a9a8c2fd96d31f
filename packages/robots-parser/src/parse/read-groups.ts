import { classifyLine } from './classify-line.ts'
import { addAgent, addPlainRule, addRule } from './group-builder.ts'
import type { Octets } from './octets.ts'
import { groupsOf, newReading, take, type GroupsRead, type Reading } from './read-lines.ts'
import { forEachLine, maxLineOctets, type RawText } from './split-lines.ts'

/**
 * Classes of characters in a value; 0 for most characters. A delimiter needs care only after the first `?`, see `patternForms`.
 */
const ends = 1
const needsCare = 2
const beginsQuery = 4
const delimits = 8

const classes: Uint8Array = classesOf()

function classesOf(): Uint8Array {
  const table = new Uint8Array(256).fill(needsCare)
  for (let code = 0x21; code < 0x7f; code++) table[code] = 0
  for (const character of '"<>\\^`{|}%$') table[character.charCodeAt(0)] = needsCare
  for (const character of ':/@[]') table[character.charCodeAt(0)] = delimits
  table['?'.charCodeAt(0)] = beginsQuery
  for (const character of '#\0') table[character.charCodeAt(0)] = ends
  return table
}

/**
 * Returns the result of `readLines` without the lines, and creates no object for most lines. Lines that start with one of the
 * usual keys are parsed in place, and others in the same way as in `readLines`. O(n).
 */
export function readGroups(text: RawText): GroupsRead {
  const reading = newReading()
  const { octets } = text
  forEachLine(text, (start, end, number) => {
    readRange(octets, start, Math.min(end, start + maxLineOctets), number, reading)
  })
  return groupsOf(reading)
}

function readRange(octets: Octets, start: number, end: number, number: number, reading: Reading): void {
  let at = start
  while (at < end && isSpace(octets.charCodeAt(at))) at++
  if (at === end) return
  const first = octets.charCodeAt(at) | 0x20
  if (octets.charCodeAt(at) === 0x23) return
  const key = first === 0x64 ? 'disallow' : first === 0x61 ? 'allow' : first === 0x75 ? 'user-agent' : undefined
  const colon = key === undefined ? -1 : colonAfter(octets, key, at, end)
  if (key === undefined || colon < 0) take(classifyLine(octets.slice(start, end)), number, reading)
  else readValue(octets, key, colon + 1, end, number, reading)
}

type Key = 'disallow' | 'allow' | 'user-agent'

function readValue(octets: Octets, key: Key, from: number, end: number, number: number, reading: Reading): void {
  let start = from
  while (start < end && isSpace(octets.charCodeAt(start))) start++
  let last = start
  let seen = 0
  let care = 0
  let query = false
  for (let at = start; at < end; at++) {
    const code = octets.charCodeAt(at)
    if (isSpace(code)) {
      care = needsCare
      continue
    }
    const kind = classes[code]!
    if (kind === ends) break
    // A space needs care only if something follows it.
    seen |= care | kind
    if (kind >= beginsQuery && (query || kind === beginsQuery)) {
      if (query) seen |= needsCare
      query = true
    }
    last = at + 1
  }
  const value = octets.slice(start, last)
  if (key === 'user-agent') addAgent(reading.builder, value, number)
  else if ((seen & needsCare) === 0 && value !== '') addPlainRule(reading.builder, key, value, number)
  else addRule(reading.builder, key, value, number)
}

/** Returns the index of the colon after the key, if only spaces are between them, or -1. */
function colonAfter(octets: Octets, key: Key, from: number, end: number): number {
  if (end - from <= key.length) return -1
  for (let at = 0; at < key.length; at++) {
    // WHY: `| 0x20` folds letters; of other characters only CR, which no line contains, becomes a hyphen.
    if ((octets.charCodeAt(from + at) | 0x20) !== key.charCodeAt(at)) return -1
  }
  let at = from + key.length
  while (at < end && isSpace(octets.charCodeAt(at))) at++
  return octets.charCodeAt(at) === 0x3a && at < end ? at : -1
}

function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d)
}
