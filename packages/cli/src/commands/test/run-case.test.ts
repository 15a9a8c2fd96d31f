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

describe('the forms of limits', () => {
  const forms = gateOfText(`limit 2 at once per ip when path in /export as "exports"
limit 1 per minute per ip when path in /login as "logins" then block for 1 hour
limit 3 per calendar day in Europe/Bucharest per ip when path in /daily as "daily"
limit 10 per hour per ip when path in /costly as "costly" costing 4 if method == "POST"`).plan

  it.each([
    [
      'requests at once last, and end in order',
      `[{ path: /export, repeat: 2, every: 1 s, lasts: 30 s, expect: pass },
        { path: /export, expect: { outcome: limit, rule: exports, retry-after: 1, headers: { ratelimit: ~ } } },
        { path: /export, after: 28 s, expect: limit },
        { path: /export, after: 1 s, lasts: 10 s, expect: pass }, { path: /export, expect: limit },
        { path: /export, after: 1 s, expect: pass }]`,
    ],
    ['requests end at once unless they last', '[{ path: /export, repeat: 9, expect: pass }]'],
    [
      'a subject is blocked until the block ends',
      `[{ path: /login, expect: { outcome: pass, blocked: false } },
        { path: /login, expect: { rule: logins, blocked: true, retry-after: 3600 } },
        { path: /login, after: 3599 s, expect: { blocked: true, retry-after: 1 } },
        { path: /login, after: 1 s, expect: { outcome: pass, blocked: false } }]`,
    ],
    [
      'a calendar period ends at midnight of its zone',
      `[{ path: /daily, at: 2026-11-18T21:00Z, repeat: 3, expect: pass },
        { path: /daily, expect: { rule: daily, retry-after: 3600 } },
        { path: /daily, at: 2026-11-18T22:00Z, expect: pass }]`,
    ],
    [
      'a request costs',
      '[{ path: /costly, method: POST, repeat: 2, expect: pass }, { path: /costly, method: POST, expect: limit by costly }, { path: /costly, repeat: 2, expect: pass }]',
    ],
  ])('%s', async (_, steps) => {
    const text = `request: { ip: 192.0.2.1 }\ntests: [{ name: a, at: 2026-11-18T10:00Z, steps: ${steps} }]`
    const { suite, problems } = readSuite(text, 'a.test.yaml', {})
    expect(problems).toEqual([])
    expect((await runCase(suite.cases[0]!, forms, {})).failure).toBeUndefined()
  })

  it('report a duration and an expectation that cannot be read', () => {
    const steps = '[{ lasts: long, expect: { blocked: maybe } }]'
    const { problems } = readSuite(`tests: [{ name: a, steps: ${steps} }]`, 'a.test.yaml', {})
    expect(problems.map(({ message }) => message)).toEqual(['expected `true` or `false`', '`long` is not a duration'])
  })

  it('report a block that was expected, or not', async () => {
    const { suite } = readSuite('tests: [{ name: a, ip: 192.0.2.1, path: /login, expect: { blocked: true } }]', 'a', {})
    expect((await runCase(suite.cases[0]!, forms, {})).failure).toMatchObject({
      mismatches: [{ what: 'blocked', expected: 'yes', got: 'no' }],
    })
  })
})
