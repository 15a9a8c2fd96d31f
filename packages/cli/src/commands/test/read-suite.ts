import { readAt, readStep, stepKeys } from '../../request/sequence/read-step.ts'
import { mergeRequests, readRequestSpec, requestKeys, type RequestSpec } from '@tidegate/request-specs'
import { openYaml, type SpecProblem, type YamlValue } from '@tidegate/yaml-values'
import { readExpectation } from './read-expectation.ts'
import { readRows } from './read-rows.ts'
import type { Case, Expectation, ExpectingStep, Suite } from './suite.ts'

/** A test file, and the errors in it. */
export interface ReadSuite {
  readonly suite: Suite
  readonly problems: readonly SpecProblem[]
}

const testKeys = [...stepKeys, 'name', 'request', 'expect', 'steps', 'cases', 'columns', 'rows']

/** Reads the text of a test file; all its requests inherit from `base`. */
export function readSuite(text: string, file: string, base: RequestSpec): ReadSuite {
  const { root, problems } = openYaml(text, file)
  if (root === undefined) {
    const missing = {
      file,
      line: 1,
      column: 1,
      message: 'the file contains no tests',
      help: 'write `tests:` with a list of them',
    }
    return { suite: { file, cases: [] }, problems: problems.length > 0 ? problems : [missing] }
  }
  const fields = root.fields(['policy', 'at', 'request', 'trustProxy', 'tests'])
  const policy = fields.get('policy')?.text()
  const trustProxy = fields.get('trustProxy')?.plain()
  const at = readAt(fields.get('at'))
  const request = inherit(base, fields.get('request'))
  const tests = fields.get('tests')
  if (tests === undefined) root.problem('expected `tests`', 'write `tests:` with a list of them')
  const cases = tests?.items().flatMap((test, index) => readTest(test, index, { request, at })) ?? []
  const suite: Suite = {
    file,
    ...(policy !== undefined && { policy }),
    ...(trustProxy !== undefined && { trustProxy }),
    cases,
  }
  return { suite, problems }
}

interface Inherited {
  readonly request: RequestSpec
  readonly at: string | undefined
  /** Expectation of a test with a table, for cases that have none of their own. */
  readonly expect?: Expectation
}

/** Returns the cases of one test: itself, or one for each row of its table. */
function readTest(test: YamlValue, index: number, inherited: Inherited): readonly Case[] {
  const fields = test.fields(testKeys)
  const name = fields.get('name')?.text()
  if (name === undefined && test.isMap) test.problem('expected a `name`', 'describe in a sentence what is tested')
  const shown = name ?? `test ${index + 1}`
  const own = mergeRequests(inherit(inherited.request, fields.get('request')), readRequestSpec(fields))
  const tables = ['steps', 'cases', 'rows'].filter((key) => fields.has(key))
  if (tables.length > 1) test.problem(`\`${tables[0]}\` and \`${tables[1]}\` cannot be combined`)
  const base: Inherited = { request: own, at: readAt(fields.get('at')) ?? inherited.at }
  const steps = fields.get('steps')
  if (tables.length === 0) return [caseOf(shown, [readExpecting(test, fields, base, true)], test, base)]
  if (steps === undefined) return readTable(fields, shown, withExpectation(base, fields.get('expect')))
  if (fields.has('expect')) fields.get('expect')!.problem('a test with `steps` has `expect` in its steps only')
  const read = steps.items().map((step) => {
    return readExpecting(step, step.fields([...stepKeys, 'name', 'expect']), base, false)
  })
  if (!read.some(({ expect }) => expect !== undefined))
    steps.problem('no step has `expect`', 'add it to a step, such as `expect: pass`')
  return [caseOf(shown, read, test, base)]
}

function withExpectation(base: Inherited, written: YamlValue | undefined): Inherited {
  const expect = written === undefined ? undefined : readExpectation(written)
  return expect === undefined ? base : { ...base, expect }
}

/** Returns the cases of a test with `cases` or `rows`. */
function readTable(fields: ReadonlyMap<string, YamlValue>, shown: string, base: Inherited): readonly Case[] {
  const cases = fields.get('cases')
  if (cases !== undefined) return readCases(cases, shown, base)
  return readRows(fields.get('rows')!, fields.get('columns')).map(({ value, fields: row, label }) => {
    return caseOf(`${shown} › ${label}`, [readExpecting(value, row, base, true)], value, base)
  })
}

function readCases(list: YamlValue, name: string, base: Inherited): readonly Case[] {
  return list.items().map((item, index) => {
    const fields = item.fields([...stepKeys, 'name', 'expect'])
    const label = fields.get('name')?.text() ?? String(index + 1)
    return caseOf(`${name} › ${label}`, [readExpecting(item, fields, base, true)], item, base)
  })
}

function readExpecting(
  value: YamlValue,
  fields: ReadonlyMap<string, YamlValue>,
  base: Inherited,
  mustExpect: boolean,
): ExpectingStep {
  const written = fields.get('expect')
  const expect = written === undefined ? base.expect : readExpectation(written)
  if (written === undefined && expect === undefined && mustExpect)
    value.problem('expected `expect`', 'write what is expected, such as `expect: pass`')
  return { ...readStep(value, fields, base.request), ...(expect !== undefined && { expect }) }
}

function caseOf(name: string, steps: readonly ExpectingStep[], { line }: YamlValue, { at }: Inherited): Case {
  return { name, ...(at !== undefined && { at }), steps, line }
}

function inherit(base: RequestSpec, value: YamlValue | undefined): RequestSpec {
  return value === undefined ? base : mergeRequests(base, readRequestSpec(value.fields(requestKeys)))
}
