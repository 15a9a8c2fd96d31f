import fc from 'fast-check'
import { type Condition, type FactSpec, leaf } from '@tidegate/model'
import { runs } from '@tidegate/test-support'
import { type IpAddress, IpSetBuilder, ipSetHas, ipv4, parsePathPattern, pathMatches } from '@tidegate/values'
import { expect, test } from 'vitest'
import { createModelSets } from '../../model-sets.ts'
import { createLogic, type Logic } from './logic.ts'

const facts: readonly FactSpec[] = [{ name: 'score', type: 'number', presence: 'required' }]
const methods = ['GET', 'POST', 'PUT']
const patterns = ['/a', '/a/**', '/a/b', '/*/b', '/**', '/c/*']
const paths = ['/', '/a', '/a/b', '/a/c', '/b', '/c/b', '/c/x', '/c/x/y']
const first = 0x0a000000

interface Request {
  readonly ip: IpAddress
  readonly method: string
  readonly score: number
  readonly path: string
}

/** All requests that the random conditions can distinguish, and more. */
const requests: readonly Request[] = [-1, 0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((offset) =>
  [...methods, 'OTHER'].flatMap((method) =>
    [-1, 0, 0.5, 1, 1.5, 2, 3].flatMap((score) =>
      paths.map((path) => ({ ip: ipv4(first + offset), method, score, path })),
    ),
  ),
)

const sets = createModelSets()

function rangeSet(from: number, to: number): number {
  const builder = new IpSetBuilder()
  builder.addRange({ first: ipv4(first + Math.min(from, to)), last: ipv4(first + Math.max(from, to)) })
  return sets.addAddresses(builder.build())
}

/** Evaluates a condition directly by the definition of the model. */
function holds(condition: Condition, request: Request): boolean {
  if (condition.kind === 'and') return condition.all.every((part) => holds(part, request))
  if (condition.kind === 'or') return condition.any.some((part) => holds(part, request))
  if (condition.kind === 'not') return !holds(condition.condition, request)
  if (condition.kind === 'true') return true
  const { test } = condition
  if (test.kind === 'ip-in') return ipSetHas(sets.addressSets[test.set]!.set, request.ip)
  if (test.kind === 'text-in') return test.values.includes(request.method)
  if (test.kind === 'path-in') {
    const set = sets.pathSets[test.set]!
    const match = (text: string): boolean => {
      const parsed = parsePathPattern(text)
      return parsed.kind === 'pattern' && pathMatches(parsed.pattern, request.path)
    }
    return set.include.some(match) && !set.except.some(match)
  }
  if (test.kind === 'number-compare') {
    const { operator, value } = test
    if (operator === '==') return request.score === value
    return operator === '<' ? request.score < value : request.score >= value
  }
  return false
}

const offset = fc.integer({ min: 0, max: 7 })
const exactTest: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .tuple(offset, offset)
    .map(([from, to]): Condition => leaf({ kind: 'ip-in', subject: { kind: 'ip' }, set: rangeSet(from, to) })),
  fc
    .subarray(methods, { minLength: 1 })
    .map((values): Condition => leaf({ kind: 'text-in', subject: { kind: 'method' }, values })),
  fc
    .record({ operator: fc.constantFrom<'==' | '<' | '>='>('==', '<', '>='), value: fc.integer({ min: 0, max: 2 }) })
    .map((compared): Condition => leaf({ kind: 'number-compare', fact: 0, ...compared })),
)
const pathTest: fc.Arbitrary<Condition> = fc
  .record({
    include: fc.subarray(patterns, { minLength: 1, maxLength: 2 }),
    except: fc.subarray(patterns, { maxLength: 1 }),
  })
  .map((set): Condition => leaf({ kind: 'path-in', subject: 'path', set: sets.addPaths(set) }))

function conditionOf(leaf: fc.Arbitrary<Condition>): fc.Arbitrary<Condition> {
  return fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      tie('condition').map((condition): Condition => ({ kind: 'not', condition })),
      fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((all): Condition => ({ kind: 'and', all })),
      fc.array(tie('condition'), { minLength: 2, maxLength: 3 }).map((any): Condition => ({ kind: 'or', any })),
    ),
  })).condition
}

const logicOf = (): Logic => createLogic({ sets, facts })

test('whether a condition on addresses, texts and numbers is satisfiable agrees with trying all requests', () => {
  fc.assert(
    fc.property(conditionOf(exactTest), (condition) => {
      const answer = logicOf().canHold(condition)
      const tried = requests.some((request) => holds(condition, request))
      expect(answer ?? tried).toBe(tried)
    }),
    { numRuns: runs(300, 1 / 2) },
  )
})

test('a condition that is not satisfiable is false for every request, including conditions on paths', () => {
  fc.assert(
    fc.property(conditionOf(fc.oneof(exactTest, pathTest)), (condition) => {
      const answer = logicOf().canHold(condition)
      const tried = requests.some((request) => holds(condition, request))
      expect([answer, tried]).not.toEqual([false, true])
    }),
    { numRuns: runs(300, 1 / 2) },
  )
})

test('an implied condition is true for every request for which the other is true', () => {
  const condition = conditionOf(fc.oneof(exactTest, pathTest))
  fc.assert(
    fc.property(condition, condition, (a, b) => {
      const counterexample = requests.find((request) => holds(a, request) && !holds(b, request))
      const claimed = logicOf().implies(a, b) === true
      expect(claimed && counterexample !== undefined).toBe(false)
      expect(logicOf().implies(a, { kind: 'or', any: [b, a] }) ?? true).toBe(true)
    }),
    { numRuns: runs(200, 1 / 2) },
  )
})

test('subsets of paths and disjoint sets of paths are detected', () => {
  const inSet = (include: readonly string[], except: readonly string[] = []): Condition =>
    leaf({
      kind: 'path-in',
      subject: 'path',
      set: sets.addPaths({ include, except }),
    })
  const logic = logicOf()
  expect(logic.implies(inSet(['/a/b/**']), inSet(['/a/**']))).toBe(true)
  expect(logic.canHold({ kind: 'and', all: [inSet(['/a/**']), inSet(['/b/**'])] })).toBe(false)
  expect(logic.canHold({ kind: 'and', all: [inSet(['/a/**']), inSet(['/a/b'])] })).toBe(true)
  expect(logic.canHold({ kind: 'and', all: [inSet(['/a/**'], ['/a/b/**']), inSet(['/a/b/c'])] })).toBe(false)
  expect(logic.implies(inSet(['/a/**']), inSet(['/a/**'], ['/a/x']))).toBe(false)
})

test('a disjunction of very many tests is undecided, but a conjunction of as many independent tests is decided', () => {
  const many = Array.from({ length: 40 }, (_, index): Condition =>
    leaf({
      kind: 'present',
      subject: { kind: 'query', name: `q${index}` },
    }),
  )
  expect(logicOf().canHold({ kind: 'or', any: many })).toBeUndefined()
  expect(logicOf().canHold({ kind: 'and', all: many })).toBe(true)
})

test('there is a number above one that is too large to be incremented exactly', () => {
  const isAbove = (operator: '>' | '>='): Condition =>
    leaf({ kind: 'number-compare', fact: 0, operator, value: 2 ** 53 })
  expect(logicOf().canHold({ kind: 'and', all: [isAbove('>'), isAbove('>=')] })).toBe(true)
})
