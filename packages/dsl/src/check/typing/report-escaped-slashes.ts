import type { Span } from '@tidegate/model'
import { createBudget, parsePathPattern, type PathPattern, patternsCover } from '@tidegate/values'
import type { Checking } from '../checking.ts'
import type { PlacedPattern } from '../sets/resolved.ts'

const maxPatterns = 60
const stepBudget = 2_000
const maxSlashes = 6

/**
 * TG443: patterns of a set that match escaped slashes, of which the set does not match all other readings. In a pattern for targets, only those
 * before the first wildcard count, because the others may be in a query.
 */
export function reportEscapedSlashes(
  checking: Checking,
  subject: 'path' | 'target',
  patterns: readonly PlacedPattern[],
): void {
  const texts = new Set(patterns.map(({ text }) => text))
  const covers = patterns.length <= maxPatterns ? patterns.flatMap(({ text }) => parsed(text)) : []
  for (const { text, span } of patterns) {
    const end = text.search(subject === 'target' ? /[?*]/ : /\?/)
    const [path, rest] = end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end)]
    const missing = readingsOf(path).find((reading) => !texts.has(reading + rest) && !isCovered(covers, reading + rest))
    if (missing !== undefined) {
      report(checking, span, `${decoders(missing + rest)}, or in addition`)
    }
  }
}

/** TG443: a text that contains an escaped slash of the path. `isMaybeQuery`: the text may be in the query, where `%2F` has one meaning. */
export function reportEscapedSlash(checking: Checking, text: string, span: Span, isMaybeQuery: boolean): void {
  const [path] = text.split('?', 1)
  if (isMaybeQuery || !path!.includes('%2F')) return
  const decoded = `${path!.replaceAll(/(?:%2F|\/)+/g, '/')}${text.slice(path!.length)}`
  report(checking, span, decoded === '/' ? refuseAll : decoders(decoded))
}

const refuseAll = "to refuse all such requests, open the gate with `encodedSlash: 'refuse'`"

function decoders(decoded: string): string {
  return `programs that decode it read \`${decoded}\`: write that instead`
}

function report(checking: Checking, span: Span, help: string): void {
  checking.report.add(
    'TG443',
    span,
    'some programs decode `%2F`: requests with such a path are refused with 400, because the decoded path does not match',
    { help: `${help}; where no program decodes it, use \`encodedSlash: 'keep'\`` },
  )
}

/** The paths in which some or all escaped slashes are decoded; with more than six, only the one in which all are. */
function readingsOf(path: string): readonly string[] {
  const [first, ...parts] = path.split(/%2F/i)
  if (parts.length > maxSlashes) return [[first, ...parts].join('/').replaceAll(/\/{2,}/g, '/')]
  let readings = [first!]
  for (const part of parts) readings = readings.flatMap((reading) => [`${reading}/${part}`, `${reading}%2F${part}`])
  return readings.slice(0, -1).map((reading) => reading.replaceAll(/\/{2,}/g, '/'))
}

function isCovered(covers: readonly PathPattern[], text: string): boolean {
  return parsed(text).some((pattern) => patternsCover(covers, pattern, createBudget(stepBudget)) !== false)
}

function parsed(text: string): readonly PathPattern[] {
  const result = parsePathPattern(text)
  return result.kind === 'pattern' ? [result.pattern] : []
}
