import { textMatches, type PathSetModel, type Test } from '@tidegate/model'
import { parsePathPattern, type PathPattern, patternMatches, textsOfPattern } from '@tidegate/values'

/**
 * Whether a value is known that makes `wanted` true and `other` false, of two tests of one text or path. It tries one value, which is usually
 * enough: for most pairs of tests no cases need to be enumerated.
 */
export type Separates = (wanted: Test, other: Test) => boolean

/** Maximum number of values or patterns of the other test that are compared with the value. */
const maxCompared = 16
/** Maximum length of the value: longer ones are left to the budget. */
const maxLength = 1_000

/** Creates the function; patterns are parsed once. */
export function createSeparates(setOf: (index: number) => PathSetModel | undefined): Separates {
  const patterns = new Map<string, readonly PathPattern[]>()
  const values = new Map<Test, string | undefined>()

  function read(text: string): readonly PathPattern[] {
    let known = patterns.get(text)
    if (known === undefined) {
      const parsed = parsePathPattern(text)
      known = parsed.kind === 'pattern' ? [parsed.pattern] : []
      patterns.set(text, known)
    }
    return known
  }

  /** A value that makes a test true. */
  function valueOf(test: Test): string | undefined {
    if (test.kind === 'text-in') return test.values[0]
    if (test.kind === 'text-match') return isPath(test.subject.kind) ? pathWith(test) : test.value
    const set = test.kind === 'path-in' ? setOf(test.set) : undefined
    if (set === undefined || set.except.length > 0) return undefined
    const [first] = set.include.slice(0, 1).flatMap(read)
    return first === undefined ? undefined : textsOfPattern(first)[0]
  }

  /** Whether a value certainly makes a test false. */
  function isFalse(test: Test, value: string): boolean {
    if (test.kind === 'text-in') return test.values.length <= maxCompared && !test.values.includes(value)
    if (test.kind === 'text-match') return !textMatches(test.operator, value, test.value)
    const set = test.kind === 'path-in' ? setOf(test.set) : undefined
    if (set === undefined || set.include.length > maxCompared) return false
    return set.include.every((pattern) => read(pattern).every((each) => !patternMatches(each, value)))
  }

  return (wanted, other) => {
    let value = values.get(wanted)
    if (value === undefined && !values.has(wanted)) {
      value = valueOf(wanted)
      values.set(wanted, value)
    }
    return value !== undefined && value.length <= maxLength && isFalse(other, value)
  }
}

function isPath(kind: string): boolean {
  return kind === 'path' || kind === 'target'
}

/** A path that makes a test of its characters true. */
function pathWith({ operator, value }: Extract<Test, { kind: 'text-match' }>): string | undefined {
  if (value.startsWith('/')) return value
  return operator === 'starts-with' ? undefined : `/${value}`
}
