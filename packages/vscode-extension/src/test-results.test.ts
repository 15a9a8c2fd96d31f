import { expect, it } from 'vitest'
import { reportedName, resultOf, type TestReport } from './test-results.ts'

const failure = { line: 7, message: 'expected 403, got pass' }
const report: TestReport = {
  files: [
    {
      tests: [
        { name: 'the office', outcome: 'passed' },
        { name: 'the office is closed', outcome: 'failed', failure },
        { name: 'table › one', outcome: 'passed' },
        { name: 'table › two', outcome: 'failed', failure },
      ],
    },
  ],
}

it('finds a test by its whole name, and the cases of a table', () => {
  expect(resultOf(report, 'the office')).toEqual({ kind: 'passed' })
  expect(resultOf(report, 'the office is closed')).toMatchObject({ kind: 'failed', outcome: { failure } })
  expect(resultOf(report, reportedName('one', 'table'))).toEqual({ kind: 'passed' })
  expect(resultOf(report, 'table')).toMatchObject({ kind: 'failed', outcome: { name: 'table › two' } })
  expect(resultOf(report, 'the')).toEqual({ kind: 'missing' })
})
