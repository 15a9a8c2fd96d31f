import { checkPolicy, noFiles } from '@tidegate/dsl'
import { type Condition, leaf, type Test } from '@tidegate/model'
import { allowOnly, block, guardOf, ipSetOf, limit, modelOf } from '@tidegate/model/testing'
import { runs } from '@tidegate/test-support'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalPath } from '../http/canonical-path.ts'
import { hasReadings, pathReadings } from '../http/path-readings.ts'
import { planPolicy } from '../plan/plan-policy.ts'
import { naivelyTellsApart } from '../testing/naive-readings.ts'
import { createReadingCheck, type ReadingConflict } from './reading-check.ts'

function conflict(policy: string, path: string, query = ''): ReadingConflict | undefined {
  const { model, diagnostics } = checkPolicy({ file: 'site.policy', text: policy }, noFiles)
  if (model === undefined) throw new Error(JSON.stringify(diagnostics))
  return createReadingCheck(planPolicy(model))({ path, target: path + query })
}

describe('the check of readings', () => {
  it.each([
    ['block path in /admin/**', '/admin%2Fsecret', '/admin/secret'],
    ['allow only ip in private when path in /admin/**', '/admin%2Fsecret', '/admin/secret'],
    ['limit 5 per minute per ip when path == "/login"', '/login%2F', '/login/'],
    ['limit 5 per minute per ip when path == "/login"', '/%2Flogin', '/login'],
    ['limit 5 per minute per ip  as "a"\nexempt ip in private from "a" when path in /a/*', '/a/b%2Fc', '/a/b/c'],
    ['block path starts with "/adm/"', '/adm%2Fx', '/adm/x'],
    ['block path ends with "/key"', '/a%2Fkey', '/a/key'],
    ['block path contains "a/b"', '/a%2Fb', '/a/b'],
    ['block target in /a/b?x', '/a%2Fb', '/a/b'],
    ['block path == header("x-path")', '/a%2Fb', '/a/b'],
    ['block path in /** unless path in /open/**', '/open%2Fx', '/open/x'],
    ['block path in /*/files/secret/**', '/a%2Fb/files/secret%2Fkey', '/a%2Fb/files/secret/key'],
  ])('finds that `%s` tells %s and %s apart', (policy, path, reading) => {
    expect(conflict(policy, path, '?x')?.path).toBe(reading)
  })

  it.each([
    ['block method == POST', '/admin%2Fsecret'],
    ['block path in /admin/**', '/projects/group%2Fproject'],
    ['block path in /api/**', '/api/v4/projects/group%2Fproject/repository/files/a%2Fb%2Fc%2Fd%2Fe%2Ff%2Fg'],
    ['limit 5 per minute per path', '/a%2Fb'],
    ['shadow block path in /admin/**', '/admin%2Fsecret'],
    ['paths both = /a%2Fb, /a/b\nblock path in both', '/a%2Fb'],
  ])('finds nothing for `%s` and %s', (policy, path) => {
    expect(conflict(policy, path)).toBeUndefined()
  })

  it('names the first rule that is not a shadow rule', () => {
    const policy = 'shadow block path in /admin/**\nblock method == POST\nallow only path in /admin/**, /web/**'
    const { model } = checkPolicy({ file: 'site.policy', text: policy }, noFiles)
    expect(model?.rules[conflict(policy, '/admin%2Fx')!.rule]?.place.line).toBe(3)
  })

  it('reports a path with too many readings as soon as a rule tests the path', () => {
    const path = '/a%2Fb'.repeat(7)
    expect(conflict('block path in /admin/**', path)).toEqual({ rule: 0, path: undefined })
    expect(conflict('block method == POST', path)).toBeUndefined()
  })

  const texts = fc.constantFrom(
    '/a',
    '/a/b',
    '/a%2Fb',
    '/A/b',
    '/',
    'b',
    '/b',
    '%2F',
    '@',
    '%40',
    'ß',
    '/a?q',
    '?q',
    '',
  )
  const subject = fc.constantFrom('path' as const, 'target' as const)
  const tests: fc.Arbitrary<Test> = fc.oneof(
    fc.record({ kind: fc.constant('path-in' as const), subject, set: fc.nat(2) }),
    fc.record({
      kind: fc.constant('text-in' as const),
      subject: fc.record({ kind: subject }),
      values: fc.array(texts, { minLength: 1, maxLength: 2 }),
    }),
    fc.record({
      kind: fc.constant('text-match' as const),
      subject: fc.record({ kind: subject }),
      operator: fc.constantFrom('contains' as const, 'starts-with' as const, 'ends-with' as const),
      value: texts,
    }),
    fc.record({ kind: fc.constant('present' as const), subject: fc.record({ kind: subject }) }),
    fc.record({ kind: fc.constant('not-empty' as const), subject: fc.record({ kind: subject }) }),
    fc.constant<Test>({ kind: 'text-in', subject: { kind: 'method' }, values: ['GET'] }),
    fc.constant<Test>({ kind: 'text-same', subject: { kind: 'host' }, other: { kind: 'user' } }),
    fc.constant<Test>({ kind: 'ip-in', subject: { kind: 'ip' }, set: 0 }),
  )
  const condition: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { depthSize: 'small' },
      tests.map(leaf),
      fc.tuple(tie('condition'), tie('condition')).map((all): Condition => ({ kind: 'and', all })),
      fc.tuple(tie('condition'), tie('condition')).map((any): Condition => ({ kind: 'or', any })),
      tie('condition').map((each): Condition => ({ kind: 'not', condition: each })),
    ),
  })).condition
  const rule = fc
    .record({ condition, guard: condition, shadow: fc.constantFrom(false, false, true), kind: fc.nat(2) })
    .map((parts) => {
      const more = { guards: [guardOf('when', parts.guard)], shadow: parts.shadow }
      return parts.kind === 0
        ? block(parts.condition, more)
        : parts.kind === 1
          ? allowOnly(parts.condition, more)
          : limit(1, more)
    })
  const pattern = fc.constantFrom('/a', '/a/**', '/a/*', '/**/b', '/A/b/**', '/a*b', '/**', '/@/**', '/a%2Fb', '/*/b/*')
  const model = fc
    .record({
      rules: fc.array(rule, { minLength: 1, maxLength: 5 }),
      sets: fc.array(
        fc.record({
          include: fc.array(pattern, { minLength: 1, maxLength: 3 }),
          except: fc.array(pattern, { maxLength: 1 }),
        }),
        {
          minLength: 3,
          maxLength: 3,
        },
      ),
      pathsMatchExactly: fc.boolean(),
    })
    .map(({ rules, sets, pathsMatchExactly }) =>
      modelOf({ rules, pathSets: sets, pathsMatchExactly, addressSets: [{ set: ipSetOf(['10.0.0.0/8']) }] }),
    )
  const piece = fc.constantFrom('a', 'b', 'B', '/', '/', '%2F', '%25', '%C3%A9')
  const pieces = fc.array(piece, { maxLength: 4 }).map((all) => all.join(''))
  const path = fc
    .tuple(pieces, fc.constant('%2F'), pieces)
    .map((parts) => canonicalPath(`/${parts.join('')}`, false))
    .filter((canonical) => canonical.kind === 'path')

  it('finds a conflict exactly if the reference implementation finds a test with different results', () => {
    let conflicts = 0
    fc.assert(
      fc.property(model, path, fc.constantFrom('', '?q'), (random, { path: canonical }, query) => {
        fc.pre(hasReadings(canonical))
        const readings = pathReadings(canonical)
        fc.pre(readings !== undefined)
        const found = createReadingCheck(planPolicy(random))({ path: canonical, target: canonical + query })
        if (found !== undefined) conflicts++
        expect(found !== undefined).toBe(naivelyTellsApart(random, readings, query))
        if (found === undefined) return
        const alone = { ...random, rules: [random.rules[found.rule]!] }
        expect(naivelyTellsApart(alone, [canonical, found.path!], query)).toBe(true)
      }),
      { numRuns: runs(500) },
    )
    expect(conflicts).toBeGreaterThan(20)
  })
})
