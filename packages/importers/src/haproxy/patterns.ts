import type { ReadIncluded } from '../included-files.ts'
import type { HaproxyPattern, PatternList } from './haproxy-context.ts'

/** Reads the flags and patterns of an ACL: `-i -m beg -f FILE -- a b`. Returns a reason if a file cannot be read. */
export function readPatterns(words: readonly string[], included: ReadIncluded | undefined): PatternList | string {
  const patterns: HaproxyPattern[] = []
  let ignoresCase = false
  let match: string | undefined
  let isMap = false
  let at = 0
  for (; at < words.length && words[at]!.startsWith('-') && words[at] !== '-'; at += 1) {
    const flag = words[at]!
    if (flag === '--') {
      at += 1
      break
    }
    if (flag === '-i') ignoresCase = true
    else if (flag === '-M') isMap = true
    else if (flag === '-m') match = words[(at += 1)]
    else if (flag === '-f') {
      const file = words[(at += 1)] ?? ''
      const entries = readEntries(file, included)
      if (entries === undefined) return `the file ${file} could not be read`
      for (const entry of entries) patterns.push({ text: isMap ? entry.key : entry.text, ignoresCase })
    } else if (flag === '-u') at += 1
    else if (flag !== '-n') return `the flag ${flag} has no equivalent`
  }
  const operator = ['eq', 'ge', 'gt', 'le', 'lt'].includes(words[at] ?? '') ? words[at] : undefined
  const values = words.slice(operator === undefined ? at : at + 1)
  // WHY: a word such as `eq` is an operator only for numbers; the caller knows which.
  const literal = words.slice(at)
  return {
    match,
    operator,
    values,
    patterns: [...patterns, ...literal.map((text) => ({ text, ignoresCase }))],
  }
}

/** A line of a file of patterns, or of a map. */
export interface FileEntry {
  readonly text: string
  readonly key: string
  readonly value: string
}

/** Returns the lines of a file of patterns; undefined if it cannot be read. */
export function readEntries(file: string, included: ReadIncluded | undefined): readonly FileEntry[] | undefined {
  const files = included?.(file)
  if (files === undefined || files.length === 0) return undefined
  return files.flatMap(({ text }) =>
    text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const [, key = line, value = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? []
        return { text: line, key, value }
      }),
  )
}
