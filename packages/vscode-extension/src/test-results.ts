/** A test in the answer to `tidegate/tests`. */
export interface ListedTest {
  readonly name: string
  readonly range: ListedRange
  readonly children: readonly ListedTest[]
}

/** Positions from 0. */
export interface ListedRange {
  readonly start: { readonly line: number; readonly character: number }
  readonly end: { readonly line: number; readonly character: number }
}

/** The answer to `tidegate/tests`. */
export interface ListedTests {
  readonly policy?: string
  readonly tests: readonly ListedTest[]
}

/** One test in the answer to `tidegate/runTests`. */
export interface TestOutcome {
  readonly name: string
  readonly outcome: 'passed' | 'failed'
  readonly failure?: {
    /** From 1. */
    readonly line: number
    readonly message: string
    readonly mismatches?: readonly { readonly what: string; readonly expected: string; readonly got: string }[]
  }
}

/** The answer to `tidegate/runTests`. */
export interface TestReport {
  readonly files: readonly { readonly tests: readonly TestOutcome[] }[]
}

/** What separates the name of a test from that of one of its cases, in reports. */
const ofCase = ' › '

/** Returns the name under which a report lists a test, or a case of one. */
export function reportedName(test: string, ofTest?: string): string {
  return ofTest === undefined ? test : `${ofTest}${ofCase}${test}`
}

/** What happened to a test. */
export type TestResult =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly outcome: TestOutcome }
  | { readonly kind: 'missing' }

/** Returns what a report says about a test. Of a test with cases, the first failure. */
export function resultOf(report: TestReport, name: string): TestResult {
  const own = report.files
    .flatMap(({ tests }) => tests)
    .filter((each) => each.name === name || each.name.startsWith(`${name}${ofCase}`))
  const failed = own.find(({ outcome }) => outcome === 'failed')
  if (failed !== undefined) return { kind: 'failed', outcome: failed }
  return own.length === 0 ? { kind: 'missing' } : { kind: 'passed' }
}
