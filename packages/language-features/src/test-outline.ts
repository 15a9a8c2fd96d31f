import { openYaml, type SpecProblem, type YamlValue } from '@tidegate/yaml-values'
import { indexText, type Range, type RangeEdit, rangeOf } from './text-position.ts'

/** A test in a `*.test.yaml`. */
export interface TestItem {
  readonly name: string
  /** The line of the test, 1-based, as in the report of `tidegate test --json`. */
  readonly line: number
  readonly range: Range
  /** Its cases, if it is a table; their names are those in the report, after `name › `. */
  readonly children: readonly TestItem[]
}

/** The tests in a file, the policy that it names, and what is wrong with its YAML. */
export interface TestOutline {
  /** As written: relative to the file; undefined if it names none. */
  readonly policy: string | undefined
  readonly tests: readonly TestItem[]
  readonly problems: readonly SpecProblem[]
}

/** Returns the tests in a test file for a test explorer. Never throws; a file that is not valid YAML has no tests. */
export function testOutline(text: string, file: string): TestOutline {
  const { root, problems } = openYaml(text, file)
  // WHY: problems of reading are those of the test runner, which knows all keys; here only the text of YAML matters.
  const found = [...problems]
  if (root?.isMap !== true) return { policy: undefined, tests: [], problems: found }
  const fields = new Map(root.entries())
  const lines = indexText(file, text)
  const lineRange = (line: number): Range => {
    const start = lines.lines.starts[line - 1] ?? 0
    const next = lines.lines.starts[line] ?? text.length
    return rangeOf(lines, { start, end: start + text.slice(start, next).trimEnd().length })
  }
  const item = (value: YamlValue, name: string, children: readonly TestItem[]): TestItem => {
    return { name, line: value.line, range: lineRange(value.line), children }
  }
  const named = (value: YamlValue, otherwise: string): string => {
    return (value.isMap ? new Map(value.entries()).get('name')?.text() : undefined) ?? otherwise
  }
  const list = (value: YamlValue | undefined): readonly YamlValue[] => (value?.isList === true ? value.items() : [])
  const policy = fields.get('policy')
  return {
    policy: policy === undefined || policy.isMap || policy.isList ? undefined : policy.text(),
    tests: list(fields.get('tests')).map((test, index) => {
      const own = new Map(test.isMap ? test.entries() : [])
      const cases = list(own.get('cases')).map((each, at) => item(each, named(each, String(at + 1)), []))
      return item(test, named(test, `test ${index + 1}`), cases)
    }),
    problems: found,
  }
}

/** The places in a test file that name a rule: the values of `rule` and `shadows`. */
const ruleKeys: ReadonlySet<string> = new Set(['rule', 'shadows'])

/** Returns the edits that rename a rule in the expectations of a test file. */
export function renameRuleInTests(text: string, file: string, oldName: string, newName: string): readonly RangeEdit[] {
  const { root } = openYaml(text, file)
  if (root === undefined) return []
  const indexed = indexText(file, text)
  const edits: RangeEdit[] = []
  const visit = (value: YamlValue, isRule: boolean): void => {
    if (value.isMap) for (const [key, inner] of value.entries()) visit(inner, ruleKeys.has(key))
    else if (value.isList) for (const inner of value.items()) visit(inner, isRule)
    else if (isRule && value.plain() === oldName) {
      const start = (indexed.lines.starts[value.line - 1] ?? 0) + value.column - 1
      const length = scalarLength(text, start, oldName)
      if (length !== undefined)
        edits.push({ range: rangeOf(indexed, { start, end: start + length }), newText: JSON.stringify(newName) })
    }
  }
  visit(root, false)
  return edits
}

/** The length of a scalar as written: plain, or in quotes without escapes; undefined in any other style. */
function scalarLength(text: string, start: number, value: string): number | undefined {
  for (const written of [value, JSON.stringify(value), `'${value.replaceAll("'", "''")}'`])
    if (text.startsWith(written, start)) return written.length
  return undefined
}
