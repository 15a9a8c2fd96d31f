import { readsOf } from '@tidegate/model'
import { foldPath } from '@tidegate/values'
import { pathReadings } from '../http/path-readings.ts'
import { atomFinders, type AtomFinder } from '../plan/atom-finders.ts'
import type { Residual, TestExpression, TextDimension } from '../plan/dimensions.ts'
import { owningRules } from '../plan/owning-rules.ts'
import type { Plan } from '../plan/plan.ts'

/** Why a policy does not decide all readings of a path in the same way. */
export interface ReadingConflict {
  /** Index in the model's `rules` of a rule with a test of the path that has different results. */
  readonly rule: number
  /** A reading for which the test has another result than for the path itself; undefined if there are too many readings to compare them. */
  readonly path: string | undefined
}

/** Returns a conflict between the readings of a canonical path, or undefined if no test of the policy tells them apart. */
export type ReadingCheck = (target: { readonly path: string; readonly target: string }) => ReadingConflict | undefined

/** The parts of a plan that the check uses. */
export interface CheckedPlan {
  readonly model: Pick<Plan['model'], 'rules' | 'pathsMatchExactly'>
  readonly dimensions: Pick<Plan['dimensions'], 'list' | 'terms'>
}

/** The tests of one subject: `path` or `target`. */
interface Subject {
  readonly kind: 'path' | 'target'
  readonly finders: readonly AtomFinder[]
  /** Whether texts are folded before they are compared; otherwise patterns fold them, or paths match exactly. */
  readonly folds: boolean
  /** For each atom, the first rule that is not a shadow rule and depends on it; -1 if there is none. */
  readonly rules: Int32Array
}

/**
 * Creates the function that finds out whether a plan tells the readings of a path apart: whether a test of `path` or `target` in any rule, except in
 * shadow rules, has another result for one of its `pathReadings`. A comparison of the path with another value of the request always counts as such
 * a test. The answer depends on the target and the policy alone. Takes as long as evaluating the tests of the
 * path once for each reading; the tables are built at the first call.
 */
export function createReadingCheck(plan: CheckedPlan): ReadingCheck {
  let tests: ReturnType<typeof pathTests> | undefined
  return ({ path, target }) => {
    tests ??= pathTests(plan)
    const { subjects, opaque } = tests
    const [first] = subjects
    if (opaque < 0 && first === undefined) return undefined
    const readings = pathReadings(path)
    if (readings === undefined) return { rule: opaque < 0 ? firstRule(first!.rules) : opaque, path: undefined }
    if (opaque >= 0) return { rule: opaque, path: readings[1]! }
    const query = target.slice(path.length)
    const kept = subjects.map((subject) => atomsOf(subject, path, query))
    for (const reading of readings.slice(1)) {
      for (const [index, subject] of subjects.entries()) {
        const rule = ruleBetween(subject, kept[index]!, atomsOf(subject, reading, query))
        if (rule !== undefined) return { rule, path: reading }
      }
    }
    return undefined
  }
}

function atomsOf({ kind, finders, folds }: Subject, path: string, query: string): ReadonlySet<number> {
  const text = kind === 'path' ? path : path + query
  const atoms = new Set<number>()
  for (const find of finders) find(folds ? foldPath(text) : text, (atom) => atoms.add(atom))
  return atoms
}

/** A rule that depends on an atom which is in only one of two sets. */
function ruleBetween({ rules }: Subject, one: ReadonlySet<number>, other: ReadonlySet<number>): number | undefined {
  for (const [here, there] of [
    [one, other],
    [other, one],
  ] as const) {
    for (const atom of here) if (!there.has(atom) && rules[atom]! >= 0) return rules[atom]!
  }
  return undefined
}

function firstRule(rules: Int32Array): number {
  return rules.find((rule) => rule >= 0)!
}

/** The tests of paths and targets in rules other than shadow rules. `opaque`: a rule that compares one with another value; -1 if there is none. */
function pathTests({ model, dimensions: { list, terms } }: CheckedPlan): {
  readonly subjects: readonly Subject[]
  readonly opaque: number
} {
  const rulesOfTests = list.map(({ table }) => new Int32Array(table.tests.length).fill(-1))
  let opaque = -1

  function note(rules: Int32Array, at: number, rule: number): void {
    if (rules[at]! < 0 || rule < rules[at]!) rules[at] = rule
  }

  function noteResidual(residual: Residual, rule: number): void {
    switch (residual.kind) {
      case 'test':
        return note(rulesOfTests[residual.dimension]!, residual.test, rule)
      case 'other':
        if (opaque < 0 && readsOf(residual.test).some(({ kind }) => kind === 'path' || kind === 'target')) opaque = rule
        return
      case 'and':
        return residual.all.forEach((each) => noteResidual(each, rule))
      case 'or':
        return residual.any.forEach((each) => noteResidual(each, rule))
    }
  }

  const owners = owningRules(model)
  for (let term = 0; term < terms.count; term++) {
    const residual = terms.residualOf[term]!
    const rule = owners[terms.rules[term]!]!
    if (residual >= 0 && !model.rules[rule]!.shadow) noteResidual(terms.residuals[residual]!, rule)
  }
  const subjects = list.flatMap((dimension, number): readonly Subject[] => {
    if (dimension.kind !== 'text') return []
    const { kind } = dimension.subject
    if (kind !== 'path' && kind !== 'target') return []
    const ofTests = rulesOfTests[number]!
    const { wordsOfTest, bits } = dimension.table
    for (let test = 0; test < ofTests.length; test++) {
      for (let at = wordsOfTest.starts[test]!; at < wordsOfTest.starts[test + 1]!; at++) {
        for (let left = bits[at]!; left !== 0; left &= left - 1) {
          const rule = owners[terms.rules[wordsOfTest.items[at]! * 32 + 31 - Math.clz32(left & -left)]!]!
          if (!model.rules[rule]!.shadow) note(ofTests, test, rule)
        }
      }
    }
    const rules = rulesOfAtoms(dimension, ofTests)
    const folds = !model.pathsMatchExactly && dimension.patterns?.index.exactly !== false
    return rules.some((rule) => rule >= 0) ? [{ kind, finders: atomFinders(dimension), folds, rules }] : []
  })
  return { subjects, opaque }
}

/** The first rule that depends on each atom, from the first rules that depend on each test. */
function rulesOfAtoms({ table }: TextDimension, ofTests: Int32Array): Int32Array {
  const rules = new Int32Array(table.atomCount).fill(-1)
  const visit = (test: TestExpression, rule: number): void => {
    switch (test.kind) {
      case 'atom':
      case 'not':
        if (rules[test.atom]! < 0 || rule < rules[test.atom]!) rules[test.atom] = rule
        return
      case 'and':
        return test.all.forEach((each) => visit(each, rule))
      case 'or':
        return test.any.forEach((each) => visit(each, rule))
    }
  }
  for (const [test, rule] of ofTests.entries()) if (rule >= 0) visit(table.tests[test]!, rule)
  return rules
}
