import { sizeUpTo } from '@tidegate/test-support'
import { describe, expect, test } from 'vitest'
import { largestPolicies } from '../../testing/largest-policies.ts'
import { readPolicyFiles } from '../../testing/files-host.ts'
import type { CheckHost } from '../check-host.ts'
import { type Checked, checkPolicy } from '../check-policy.ts'
import { defaultLanguageLimits } from '../language-limits.ts'

/** A tenth of a bound, or the whole in a deep run; the budget is smaller by the same factor. */
const scale = sizeUpTo(100) / 1_000
const { findingSteps } = defaultLanguageLimits

function check(name: string, steps: number, at: number = scale): Checked {
  const { text, files } = largestPolicies.find((policy) => policy.name === name)!
  const contents = files?.(at) ?? {}
  const { root, host } = readPolicyFiles(text(at))
  const read: CheckHost['readText'] = (file) => ({ kind: 'text', file, text: contents[file] ?? '' })
  const own = { ...host, readText: read, readList: read, limits: { findingSteps: steps } }
  // The importer of this host reads another format: the test is about the rules that it makes.
  return checkPolicy(root, { ...own, importers: { robots: () => ({ kind: 'failure', message: 'none' }) as never } })
}

const names = largestPolicies.map(({ name }) => name).filter((name) => !name.includes('robots'))

describe.each(names)('a policy at a bound of the language: %s', (name) => {
  test('is checked within the budget, and what was not settled is reported', () => {
    const { findingSteps: spent, unsettled, diagnostics } = check(name, findingSteps * scale)
    expect(spent).toBeLessThanOrEqual(findingSteps * scale)
    expect(diagnostics.filter(({ code }) => code === 'TG450')).toHaveLength(unsettled.length > 0 ? 1 : 0)
  })

  test('has the same errors and the same model for every budget', () => {
    const [none, some] = [check(name, 0, scale / 10), check(name, findingSteps, scale / 10)]
    const errors = ({ diagnostics }: Checked): unknown => diagnostics.filter(({ severity }) => severity === 'error')
    expect(errors(none)).toEqual(errors(some))
    expect(none.model?.fingerprint).toBe(some.model?.fingerprint)
    expect(none.findingSteps).toBe(0)
  })
})

test('the steps of a policy are the same in every run', () => {
  const name = 'rules that several facts guard'
  expect(check(name, findingSteps / 20, 0.01).findingSteps).toBe(check(name, findingSteps / 20, 0.01).findingSteps)
})

test('patterns that took minutes before there was a budget are settled', () => {
  for (const [rules, wildcards] of [
    [32, 50],
    [64, 50],
    [64, 200],
  ] as const) {
    const text = Array.from({ length: rules }, (_, i) => `block path in /**${'ab*'.repeat(wildcards)}b${i}**/c`).join(
      '\n',
    )
    const { root, host } = readPolicyFiles(text)
    const { diagnostics, unsettled, findingSteps: spent } = checkPolicy(root, host)
    expect([diagnostics, unsettled]).toEqual([[], []])
    expect(spent).toBeLessThan(findingSteps / 2)
  }
})
