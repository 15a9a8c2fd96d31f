import type { CoverageReport } from '@tidegate/engine/simulate'
import type { Decision } from '@tidegate/engine'
import type { Mismatch } from './check-expectation.ts'
import { percentage } from './percentage.ts'
import type { CaseResult } from './run-case.ts'
import type { TestRun } from './run-suites.ts'

/** Output of `test --json`. Later versions only add to it; `schemas/test-report.schema.json` describes it. */
export interface TestReport {
  readonly version: 1
  readonly passed: number
  readonly failed: number
  readonly files: readonly { readonly file: string; readonly policy: string; readonly tests: readonly TestOutcome[] }[]
  readonly coverage?: {
    readonly percent: number
    readonly threshold?: number
    readonly policies: readonly ({ readonly policy: string; readonly percent: number } & CoverageReport)[]
  }
}

interface TestOutcome {
  readonly name: string
  readonly line: number
  readonly outcome: 'passed' | 'failed'
  readonly requests: number
  readonly failure?: {
    readonly line: number
    readonly message: string
    readonly step?: number
    readonly request?: number
    readonly at?: string
    readonly mismatches?: readonly Mismatch[]
    readonly decision?: Decision
    /** Each rule that applied or decided: its text, its verdict and the reason. */
    readonly because?: readonly { readonly rule: string; readonly verdict: string; readonly because: string }[]
  }
}

/** Returns the JSON document about a run of tests. */
export function testReport({ suites, coverage }: TestRun, threshold: number | undefined): TestReport {
  const files = suites.map(({ file, policy, cases }) => ({
    file,
    policy,
    tests: cases.map(({ each: { name, line }, result }) => ({ name, line, ...outcomeOf(result) })),
  }))
  const tests = files.flatMap((each) => each.tests)
  const policies = coverage.map(({ policy, report }) => {
    return { policy, percent: percentage(report.covered, report.points), ...report }
  })
  const sum = (key: 'covered' | 'points'): number => policies.reduce((all, each) => all + each[key], 0)
  return {
    version: 1,
    passed: tests.filter(({ outcome }) => outcome === 'passed').length,
    failed: tests.filter(({ outcome }) => outcome === 'failed').length,
    files,
    ...(policies.length > 0 && {
      coverage: {
        percent: percentage(sum('covered'), sum('points')),
        ...(threshold !== undefined && { threshold }),
        policies,
      },
    }),
  }
}

function outcomeOf({ requests, failure }: CaseResult): Pick<TestOutcome, 'outcome' | 'requests' | 'failure'> {
  if (failure === undefined) return { outcome: 'passed', requests }
  if (failure.kind === 'fault') {
    return { outcome: 'failed', requests, failure: { line: failure.line, message: failure.message } }
  }
  const { line, step, request, at, mismatches, explanation } = failure
  const relevant = explanation.phases
    .flatMap(({ rules }) => rules)
    .filter(({ verdict, deciding }) => deciding || verdict === 'held')
  return {
    outcome: 'failed',
    requests,
    failure: {
      line,
      message: mismatches.map(({ what, expected, got }) => `${what}: expected ${expected}, got ${got}`).join('; '),
      step,
      request,
      at,
      mismatches,
      decision: explanation.decision,
      because: relevant.map(({ rule, verdict, because }) => ({ rule: rule.text, verdict, because })),
    },
  }
}
