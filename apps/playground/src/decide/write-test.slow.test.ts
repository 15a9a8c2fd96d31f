import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPolicy, noFiles } from '@tidegate/dsl'
import { bundleCli } from '@tidegate/test-support'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runRequests } from './run.ts'

const policy = `policy "small"
fact plan : text
fact seats : number
block path in /naïve/**  as "naïve"
block header("x-name") == "æ\\u{9d}±"  as "name"
block path in /admin/**  as "admin \\"pages\\""
block plan == "none" or seats > 3
limit 2 per minute per ip  as "visitors"
limit 1 at once per user when user is present  as "one at a time"
limit 1 per hour per ip when path in /login  as "failures"  counting only replies 401
`

/** Returns the test file of what the policy decides about typed requests. */
async function testOf(typed: string): Promise<string> {
  const { model } = checkPolicy({ file: 'small.policy', text: policy }, noFiles)
  const run = await runRequests(model!, typed, () => Promise.resolve())
  expect(run.decided.problems).toEqual([])
  return run.test('small.policy')
}

describe('a copied test file', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tidegate-copied-'))
    writeFileSync(join(folder, 'small.policy'), policy)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('passes in `tidegate test`, whatever the requests contain', async () => {
    const text = await testOf(`GET / from 192.0.2.1 x4 every 10s
+1s GET /admin/"x" from 192.0.2.2 agent "a \\"b\\": c" header "Cookie: id=1" header "Cookie: id=2" user ana status 201
+1s GET /über?q='1'&x=#2 from 2001:db8::1 host bücher.example
+1s GET /naïve/x from 192.0.2.8
+1s GET / from 192.0.2.8 header "X-Name: 東"
+1s GET /seats from 192.0.2.3 fact seats=4
+1s GET /plan from 192.0.2.3 fact plan=none
+1s GET /first from 192.0.2.4 user "zoë: {x}" lasts 5s
+1s GET /second from 192.0.2.5 user "zoë: {x}"
+5s GET /third from 192.0.2.6 user "zoë: {x}"
+1s POST /login from 192.0.2.7 x3 every 1s status 401
`)
    writeFileSync(join(folder, 'small.test.yaml'), text)
    const printed = execFileSync(process.execPath, [bundleCli().main, 'test', 'small.test.yaml'], {
      cwd: folder,
      encoding: 'utf8',
    })
    expect(printed).toContain('1 passed')
    for (const rule of ['naïve', '"name"', 'admin', 'visitors', 'one at a time', 'failures'])
      expect(text).toContain(rule)
  })

  it('writes equal requests at equal distances, with equal decisions, as one step', async () => {
    const steps = (await testOf('GET / from 192.0.2.1 x4 every 10s\n+1s GET / from 192.0.2.1\n'))
      .split('\n')
      .slice(5, -1)
    expect(steps).toEqual([
      '      - { at: "2026-01-07T12:00:00.000Z", repeat: 2, every: "10000 ms", ip: "192.0.2.1", method: "GET", path: "/", expect: "pass" }',
      '      - { at: "2026-01-07T12:00:20.000Z", repeat: 2, every: "10000 ms", ip: "192.0.2.1", method: "GET", path: "/", expect: {"outcome":"limit","status":429,"rule":"visitors"} }',
      '      - { at: "2026-01-07T12:00:31.000Z", ip: "192.0.2.1", method: "GET", path: "/", expect: {"outcome":"limit","status":429,"rule":"visitors"} }',
    ])
  })

  it('says how many requests it leaves out', async () => {
    const typed = Array.from({ length: 510 }, (_, index) => `+1s GET /${index}\n`).join('')
    const text = await testOf(typed)
    expect(text.match(/ - \{/g)).toHaveLength(500)
    expect(text).toContain('# 10 later requests are left out')
  })
})
