import { checkPolicy, defaultLanguageLimits, noFiles } from '@tidegate/dsl'
import { arbitraryMessyProgram, arbitraryProgram } from '@tidegate/dsl/testing'
import { createGate, readPlan, writePlan } from '@tidegate/engine'
import { requestOf } from '@tidegate/engine/testing'
import { planPolicy } from '@tidegate/engine/tools'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** What becomes of a policy: the codes of its errors, or how a gate decides a request. Throws if an accepted policy cannot be enforced. */
function enforce(text: string, limits: Partial<typeof defaultLanguageLimits> = {}): string {
  const { model, diagnostics } = checkPolicy({ file: 'site.policy', text }, { ...noFiles, limits })
  if (model === undefined) {
    return diagnostics.flatMap(({ code, severity }) => (severity === 'error' ? [code] : [])).join(' ')
  }
  const plan = planPolicy(model)
  const read = readPlan(writePlan(plan))
  if (read.kind === 'fault') throw new Error(read.fault)
  const request = requestOf({ user: 'u' })
  const [first, second] = [plan, read.plan].map((each) => createGate(each, { logger: false }).decide(request).outcome)
  expect(second).toBe(first)
  return first!
}

/** Numbers around every bound, and others. */
const number = fc.oneof(
  fc.constantFrom(1, 16, 17, 255, 256, 65_535, 65_536, 284_836, 284_837, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 0),
  fc.integer({ min: 1, max: 2 ** 31 }),
  fc.integer({ min: 1, max: 400_000 }),
)
const period = fc.oneof(
  fc.constantFrom('second', 'minute', 'hour', 'day', '366 days', '367 days', '8784 hours', '31622400 seconds'),
  fc
    .tuple(fc.integer({ min: 1, max: 40_000_000 }), fc.constantFrom('seconds', 'minutes'))
    .map((words) => words.join(' ')),
)

describe('a policy that the checker accepts can be planned, stored, read and enforced', () => {
  it('for limits with any numbers', () => {
    const limit = fc
      .tuple(number, period, fc.option(number))
      .map(([n, each, burst]) => `limit ${n} per ${each} per ip${burst === null ? '' : ` burst ${burst}`}`)
    const raised = fc.constantFrom({}, { count: 2 ** 40, periodDays: 100_000 })
    fc.assert(
      fc.property(limit, raised, (text, limits) => {
        expect(enforce(text, limits)).toMatch(/^(?:pass|TG30[345].*)$/)
      }),
      { numRuns: runs(500, 1 / 2) },
    )
  })

  it.each([
    ['limit 2 per day per ip burst 2147483647', 'TG304'],
    ['limit 2 per 366 days per ip burst 284837', 'TG304'],
    ['limit 2 per 366 days per ip burst 284836', 'pass'],
    ['limit 284836 per 366 days per ip', 'pass'],
    ['limit 284837 per 366 days per ip', 'TG304'],
    ['limit 2147483647 per 4194304 seconds per ip', 'TG304'],
    ['limit 2147483647 per 4194 seconds per ip burst 2147483647', 'pass'],
  ])('%s: %s', (text, expected) => {
    expect(enforce(text)).toBe(expected)
  })

  it('for random programs, also with errors', () => {
    const program = fc.oneof(arbitraryProgram(), arbitraryMessyProgram())
    fc.assert(
      fc.property(program, (text) => {
        expect(enforce(text)).toMatch(/^(?:pass|block|limit|TG\d.*)$/)
      }),
      { numRuns: runs(150, 1 / 2) },
    )
  })

  // Texts have no bound of their own, so that of the whole source applies; each was read by recursion once, or might be.
  const long = 'a'.repeat(100_000)
  it.each([
    ['an exact path', `block path in /${long}`],
    ['a path and all below', `block path in ${'/a'.repeat(50_000)}/**`],
    ['a path with wildcards', `block path in /${'a*'.repeat(1_000)}`],
    ['the start of a text', `block user starts with "${long}"`],
    ['a part of the agent', `block agent contains "${long}"`],
    ['a value', `block header("x") == "${long}"`],
    ['names', `policy "${long}"\nlimit 2 per minute per ip as "${long}"`],
  ])('for %s as long as a source may be', (_, text) => {
    expect(enforce(text)).toBe('pass')
  })

  it.each([defaultLanguageLimits.nesting, 10_000])('for the deepest nesting that a setting of %d allows', (nesting) => {
    const deepest = Math.min(nesting, 200) - 1
    const parentheses = (depth: number): string => `block ${'('.repeat(depth)}ip in 192.0.2.1${')'.repeat(depth)}`
    const alternating = (depth: number): string =>
      `block ${Array.from({ length: depth }, (_, i) => `(user == "u${i}" ${i % 2 === 0 ? 'and' : 'or'} `).join('')}ip in 192.0.2.1${')'.repeat(depth)}`
    const blocks = (depth: number): string =>
      `${Array.from({ length: depth }, (_, i) => `where user == "u${i}" {\n`).join('')}block ip in 192.0.2.1\n${'}\n'.repeat(depth)}`
    for (const write of [parentheses, alternating, blocks]) {
      expect(enforce(write(deepest), { nesting })).toBe('pass')
      expect(enforce(write(deepest + 2), { nesting })).toContain('TG115')
    }
  })
})
