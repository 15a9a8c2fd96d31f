import { type Condition, factKey, type KeyNames, type Test, textKey, type TextSubject } from '@tidegate/model'
import type { Checking } from '../../checking.ts'
import { createFindingWork, type FindingWork } from '../finding-work.ts'
import { addressCells } from './address-cells.ts'
import { type Assignment, type Atom, createAtoms } from './atoms.ts'
import {
  areIndependent,
  type Conjunct,
  type Conjuncts,
  createConjuncts,
  independentGroups,
  type Literal,
} from './conjuncts.ts'
import { literalHolds } from './literal-holds.ts'
import { numberCells } from './number-cells.ts'
import { createPathCells } from './path-cells.ts'
import { canMatch, stepsOfMatches } from './part-tests.ts'
import { createSeparates } from './sample-values.ts'
import { textCells, withFree } from './text-cells.ts'
import { areDisjoint, createWitnessKeys, type WitnessKeys } from './witness-keys.ts'

/**
 * Answers questions about conditions. Undefined means that the budget did not suffice, or that the condition has more alternatives than are
 * examined; an answer is never a guess.
 */
export interface Logic {
  /** Whether some request can make the condition true. False is certain; true may be wrong if three sets of paths or windows exclude each other. */
  readonly canHold: (condition: Condition) => boolean | undefined
  /** Whether every request that makes `a` true makes `b` true. True is certain. */
  readonly implies: (a: Condition, b: Condition) => boolean | undefined
  /** Returns the parts of a condition from which answers are computed. */
  readonly conjuncts: Conjuncts
  /** Whether some request can make a part false; as certain as `canHold`. */
  readonly canFail: (conjunct: Conjunct) => boolean | undefined
  /** Returns the keys by which a test is distinguished from others. */
  readonly keysOf: (test: Test) => WitnessKeys
}

/** The answer to a question, or that its budget did not suffice. */
type Answer = boolean | undefined | 'lacked'

const maxAtoms = 14
const maxCells = 4_096
const maxInGroup = 7
/** Maximum number of texts in one group of tests: they are compared pairwise. */
const maxTexts = 2_000

/**
 * Reasons by cases: the tests of a condition, grouped by dimension, partition the requests into finitely many kinds, and the
 * condition is evaluated for each. Exact for addresses, texts and numbers.
 */
/** The part of the work of findings that answers take. */
export type LogicWork = Pick<FindingWork, 'question' | 'unanswered'>

export function createLogic(
  { sets, facts }: Pick<Checking, 'sets' | 'facts'>,
  work: LogicWork = createFindingWork(Number.POSITIVE_INFINITY),
): Logic {
  const writer: KeyNames = { facts, set: (kind, index) => `${kind} ${sets.classOf(kind, index)}` }
  const cellCache = new Map<string, readonly Assignment[]>()
  const answers = new Map<string, Answer>()
  const conjuncts = createConjuncts(writer, createAtoms(writer, dimensionOf))
  const keysOf = createWitnessKeys(sets)
  const separates = createSeparates((index) => sets.pathSets[index])
  const pathCells = createPathCells((index) => sets.pathSets[index])
  let budget = work.question()
  /** Whether an earlier question, whose answer the present one needs, had too small a budget. */
  let lacked = false

  const knownAlone = new Map<number, Answer>()
  const knownToFail = new Map<number, Answer>()
  const impossible = new Map<Condition, boolean>()

  /** Answers one question within a budget of its own. */
  function ask(question: () => boolean | undefined): boolean | undefined {
    budget = work.question()
    lacked = false
    const answer = question()
    if (answer === undefined && (lacked || budget.isExhausted())) work.unanswered()
    return answer
  }

  /** Returns a known answer; remembers whether it is missing because the budget did not suffice. */
  function recall<K>(answers: ReadonlyMap<K, Answer>, key: K): boolean | undefined {
    const answer = answers.get(key)
    if (answer === 'lacked') lacked = true
    return answer === 'lacked' ? undefined : answer
  }

  function note(answer: boolean | undefined): Answer {
    return answer === undefined && (lacked || budget.isExhausted()) ? 'lacked' : answer
  }

  function canFail({ id, literal, condition }: Conjunct): boolean | undefined {
    if (literal !== undefined) {
      const answer = literalHolds({ atom: literal.atom, wanted: !literal.wanted }, sets)
      if (answer !== undefined) return answer
    }
    if (knownToFail.has(id)) return recall(knownToFail, id)
    const answer = canAllHold(conjuncts(condition, false))
    knownToFail.set(id, note(answer))
    return answer
  }

  /** A conjunction is satisfiable if each of its independent groups is; a conjunct that is unsatisfiable alone needs no group. */
  function canAllHold(all: readonly Conjunct[]): boolean | undefined {
    if (!budget.spend(all.reduce((sum, { dimensions }) => sum + 8 * dimensions.length, 24))) return undefined
    let isSettled = true
    for (const conjunct of all) {
      const answer = canHoldAlone(conjunct)
      if (answer === false) return false
      isSettled &&= answer === true
    }
    if (areIndependent(all)) return isSettled ? true : undefined
    isSettled = true
    for (const group of independentGroups(all)) {
      const answer = canGroupHold(group)
      if (answer === false) return false
      isSettled &&= answer === true
    }
    return isSettled ? true : undefined
  }

  function canHoldAlone(conjunct: Conjunct): boolean | undefined {
    const { id, literal } = conjunct
    const known = literal === undefined ? undefined : literalHolds(literal, sets)
    if (known !== undefined) return known
    if (knownAlone.has(id)) return recall(knownAlone, id)
    const answer = tryCases([conjunct])
    knownAlone.set(id, note(answer))
    return answer
  }

  function canGroupHold(group: readonly Conjunct[]): boolean | undefined {
    const [only] = group
    if (only !== undefined && group.length === 1) return canHoldAlone(only)
    const quick = group.length === 2 ? canPairHold(group[0]?.literal, group[1]?.literal) : undefined
    if (quick !== undefined) return quick
    if (group.length > 2 && isSeparated(group)) return true
    if (!budget.spend(8 * group.length)) return undefined
    const key = group.map(({ id }) => id).join(' ')
    if (answers.has(key)) return recall(answers, key)
    const answer = tryCases(group)
    answers.set(key, note(answer))
    return answer
  }

  /** Whether a value is known that makes the only wanted one of several tests true, and all others false. */
  function isSeparated(group: readonly Conjunct[]): boolean {
    const literals = group.flatMap(({ literal }) => literal ?? [])
    const [wanted, other] = literals.filter((literal) => literal.wanted)
    if (literals.length < group.length || wanted === undefined || other !== undefined) return false
    return literals.every((literal) => literal === wanted || separates(wanted.atom.test, literal.atom.test))
  }

  /** Whether two tests of one dimension can both be satisfied, if their keys decide this. */
  function canPairHold(a: Literal | undefined, b: Literal | undefined): boolean | undefined {
    if (a === undefined || b === undefined) return undefined
    if (a.wanted && b.wanted) {
      const isText = a.atom.dimension.startsWith('text ')
      return isText && areDisjoint(keysOf(a.atom.test), keysOf(b.atom.test)) ? false : undefined
    }
    if (!a.wanted && !b.wanted) return undefined
    const [wanted, other] = a.wanted ? [a, b] : [b, a]
    const { witness } = keysOf(wanted.atom.test)
    const { holding } = keysOf(other.atom.test)
    const isApart = witness !== undefined && holding !== undefined && !witness.some((key) => holding.includes(key))
    return isApart || separates(wanted.atom.test, other.atom.test) ? true : undefined
  }

  function tryCases(group: readonly Conjunct[]): boolean | undefined {
    const atoms = [...new Set(group.flatMap((conjunct) => conjunct.atoms))]
    if (!budget.spend(2 * atoms.length)) return undefined
    if (atoms.length > maxAtoms) return undefined
    let combinations: readonly Assignment[] = [new Map()]
    for (const [dimension, some] of groupByDimension(atoms)) {
      const cells = cachedCells(dimension, some)
      if (cells === undefined || combinations.length * cells.length > maxCells) return undefined
      if (!budget.spend(6 * combinations.length * cells.length * atoms.length)) return undefined
      combinations =
        combinations.length === 1 && combinations[0]?.size === 0
          ? cells
          : combinations.flatMap((one) => cells.map((cell) => new Map([...one, ...cell])))
    }
    return combinations.some((assignment) => group.every(({ holds }) => holds(assignment)))
  }

  /** `a` implies `b` if no request makes `a` true and a part of `b` false. */
  function implies(a: Condition, b: Condition): boolean | undefined {
    const given = conjuncts(a, true)
    const isImpossible = impossible.get(a) ?? canAllHold(given) === false
    impossible.set(a, isImpossible)
    if (isImpossible) return true
    const ids = new Set(given.map(({ id }) => id))
    let isSettled = true
    for (const part of likelyToFailFirst(conjuncts(b, true))) {
      if (ids.has(part.id)) continue
      const counterexample = canAllHold([...given, ...conjuncts(part.condition, false)])
      if (counterexample === true) return false
      isSettled &&= counterexample === false
    }
    return isSettled ? true : undefined
  }

  function cachedCells(dimension: string, group: readonly Atom[]): readonly Assignment[] | undefined {
    if (group.length > maxInGroup || group.reduce((sum, { test }) => sum + textsOf(test), 0) > maxTexts)
      return undefined
    const key = group.map(({ number }) => number).join(' ')
    const known = cellCache.get(key)
    if (known !== undefined) return known
    const steps = 80 + group.reduce((sum, { test }) => sum + 4 * textsOf(test), 8) * group.length
    if (!budget.spend(steps + stepsOfMatches(group))) return undefined
    const cells = cellsOf(dimension, group)?.filter(canMatch(group))
    if (cells === undefined || budget.isExhausted()) return undefined
    cellCache.set(key, cells)
    return cells
  }

  function textsOf(test: Test): number {
    return test.kind === 'text-in' ? test.values.length : 0
  }

  function cellsOf(dimension: string, group: readonly Atom[]): readonly Assignment[] | undefined {
    if (dimension === 'ip') return addressCells(group, (index) => sets.addressSets[index]?.set, false, budget)
    if (dimension.startsWith('address '))
      return addressCells(group, (index) => sets.addressSets[index]?.set, true, budget)
    if (dimension === 'text path' || dimension === 'text target') return pathCells(group, budget)
    if (dimension === 'text method') return textCells(group, false)
    if (dimension.startsWith('text ')) return textCells(group, !isRequired(dimension.slice(5)))
    if (dimension.startsWith('number ')) return numberCells(group, !isRequired(dimension.slice(7)))
    return withFree(group, () => undefined)
  }

  function isRequired(name: string): boolean {
    return facts.some((fact) => fact.name === name && fact.presence === 'required')
  }

  function groupByDimension(atoms: readonly Atom[]): ReadonlyMap<string, readonly Atom[]> {
    const groups = new Map<string, Atom[]>()
    for (const atom of atoms) {
      const group = groups.get(atom.dimension)
      if (group === undefined) groups.set(atom.dimension, [atom])
      else group.push(atom)
    }
    return groups
  }

  /** Returns the dimension that dependent tests share; undefined for tests that are treated as independent. */
  function dimensionOf(test: Test): string | undefined {
    if (test.kind === 'ip-in') {
      if (test.subject.kind === 'ip') return 'ip'
      return `address ${test.subject.kind === 'peer' ? 'peer' : factKey(test.subject.fact, writer)}`
    }
    if (test.kind === 'path-in') return `text ${test.subject}`
    if (test.kind === 'number-compare') return `number ${factKey(test.fact, writer)}`
    if (test.kind === 'present' && test.subject.kind === 'peer') return 'address peer'
    if (!isTextTest(test) || isMultiple(test.subject)) return undefined
    return `text ${textKey(test.subject, writer)}`
  }

  /** Whether a subject can have several values at once, so that two tests of it may both be true. */
  function isMultiple(subject: TextSubject): boolean {
    if (subject.kind === 'fact') return facts[subject.fact]?.type !== 'text'
    return subject.kind === 'query' || subject.kind === 'cookie' || subject.kind === 'header'
  }

  return {
    canHold: (condition) => ask(() => canAllHold(conjuncts(condition, true))),
    implies: (a, b) => ask(() => implies(a, b)),
    canFail: (conjunct) => ask(() => canFail(conjunct)),
    conjuncts,
    keysOf,
  }
}

/** Returns the parts of a condition with single tests that must be true first: most of the time, one of them decides that others cannot be implied. */
function likelyToFailFirst(parts: readonly Conjunct[]): readonly Conjunct[] {
  if (parts.length < 2) return parts
  const isTest = ({ literal }: Conjunct): boolean => literal?.wanted === true
  return [...parts.filter(isTest), ...parts.filter((part) => !isTest(part))]
}

type TextTest = Extract<Test, { kind: 'text-in' | 'text-match' | 'present' | 'not-empty' }> & {
  readonly subject: TextSubject
}

/** Whether a test examines the characters of one text, or its presence. */
function isTextTest(test: Test): test is TextTest {
  if (test.kind === 'present') return test.subject.kind !== 'peer'
  return test.kind === 'text-in' || test.kind === 'text-match' || test.kind === 'not-empty'
}
