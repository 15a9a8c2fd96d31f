import { parsePathText } from '@tidegate/values'
import { anyOf, type Condition, isIn, never, pathIn, test } from '../draft/condition.ts'
import { quoted } from '../draft/policy-draft.ts'

/**
 * Returns the condition that a path matches one of some patterns, with tests of texts instead of patterns that begin with a wildcard, of
 * which a policy may contain only 256. Patterns with further wildcards stay as they are.
 */
export function leanPaths(patterns: readonly string[]): Condition {
  const kept: string[] = []
  const tests: Condition[] = []
  for (const pattern of patterns) {
    const read = textsOf(pattern)
    if (read === undefined) kept.push(pattern)
    else tests.push(...read)
  }
  return anyOf([kept.length === 0 ? never : pathIn(kept), ...tests])
}

/** Returns the same for targets. What a query contains is looked for in the whole target. */
export function leanTargets(patterns: readonly string[]): Condition {
  const kept: string[] = []
  const tests: Condition[] = []
  for (const pattern of patterns) {
    const text = /^\/\*\*\?\*\*([^*]+)\*\*$/.exec(pattern)?.[1]
    if (text !== undefined && parsePathText(text, 'middle', 'target').kind === 'text')
      tests.push(test(`target contains ${quoted(text)}`))
    else kept.push(pattern)
  }
  return anyOf([kept.length === 0 ? never : isIn('target', kept.join(', ')), ...tests])
}

function textsOf(pattern: string): readonly Condition[] | undefined {
  const [, slash = '', text, end = ''] = /^\/\*\*(\/?)([^*]+?)(\*\*|\/\*\*|\/\*\/\*\*)?$/.exec(pattern) ?? []
  if (text === undefined) return undefined
  const plain = `${slash}${text}`
  const tests =
    end === '**'
      ? [pathTest('contains', 'middle', plain)]
      : [pathTest('ends with', 'end', plain), ...(end === '' ? [] : [pathTest('contains', 'middle', `${plain}/`)])]
  return tests.includes(undefined) ? undefined : tests.filter((each) => each !== undefined)
}

function pathTest(compared: string, place: 'middle' | 'end', text: string): Condition | undefined {
  return parsePathText(text, place, 'path').kind === 'text' ? test(`path ${compared} ${quoted(text)}`) : undefined
}
