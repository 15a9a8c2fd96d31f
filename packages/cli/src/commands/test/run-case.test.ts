import { gateOfText } from '@tidegate/engine/testing'
import { describe, expect, it } from 'vitest'
import { readSuite } from './read-suite.ts'
import { runCase } from './run-case.ts'

const { plan } = gateOfText(
  'block path in /admin/** as "admin pages"\nlimit 1 per minute per ip as "visitors"\nblock path in /x',
)

async function failuresOf(tests: string): Promise<readonly unknown[]> {
  const { suite, problems } = readSuite(`request: { ip: 192.0.2.1 }\ntests: ${tests}`, 'a.test.yaml', {})
  expect(problems).toEqual([])
  const results = []
  for (const each of suite.cases) results.push((await runCase(each, plan, {})).failure)
  return results
}

describe('an expected status', () => {
  it('is a number, a text, or a column', async () => {
    const failures = await failuresOf(`
  - { name: a, path: /admin/x, expect: 403 }
  - { name: b, path: /admin/x, expect: "403 by admin pages" }
  - { name: c, expect: 200 }
  - { name: d, steps: [{ expect: 200 }, { expect: 429 }] }
  - { name: e, columns: [path, expect], rows: [[/admin/x, 403], [/, 200]] }
  - { name: f, path: /admin/x, expect: { status: 403 } }`)
    expect(failures).toEqual(failures.map(() => undefined))
  })

  it('is compared', async () => {
    expect(await failuresOf('[{ name: a, path: /admin/x, expect: 404 }]')).toMatchObject([
      { kind: 'mismatch', mismatches: [{ what: 'status', expected: '404', got: '403' }] },
    ])
  })
})

describe('an expected rule', () => {
  it.each([
    ['block by admn pages', 'did you mean `admin pages`?'],
    ['limit by nosuch', 'its rules are `admin pages`, `site.policy:3`, `visitors`'],
    ['{ outcome: limit, rule: visitor }', 'did you mean `visitors`?'],
  ])('that the policy does not have is an error of the test: %s', async (expected, help) => {
    expect(await failuresOf(`[{ name: a, expect: ${expected} }]`)).toMatchObject([
      {
        kind: 'fault',
        line: 2,
        message: expect.stringContaining('the policy has no rule `'),
        help: expect.stringContaining(help),
      },
    ])
  })

  it('may be named by its place or text', async () => {
    const { file } = plan.model.rules[0]!.place
    expect(await failuresOf(`[{ name: a, path: /x, expect: "block by ${file}:3" }]`)).toEqual([undefined])
    expect(await failuresOf('[{ name: a, path: /x, expect: block by block path in /x }]')).toEqual([undefined])
  })
})
