import { costsOf, type Model } from '@tidegate/model'
import {
  checkPatternIndex,
  checkPrefixTable,
  checkTokenScan,
  type PatternIndex,
  type PrefixTable,
  type TokenScan,
} from '@tidegate/values'
import { wordsFor } from './build-test-table.ts'
import { modelCounts, modelShapes } from './model-shapes.ts'
import { testGives } from './dimension-draft.ts'
import type { BotTable, PatternTable, PlanDimensions, TestExpression, TestTable } from './dimensions.ts'
import { checkLists, type Lists } from './lists.ts'
import { allOf, arrayOf, flag, kindOf, lazy, objectOf, oneOf, optional, type Shape, text, whole } from './shapes.ts'
import { otherTestShape } from './tests/planned-kinds.ts'

const maxCount = 2 ** 31

/**
 * The reason why the dimensions of a stored plan cannot be used with its model, which has been checked: an offset is out of range, or a
 * loop would not end. Undefined if the dimensions can be used safely; whether they agree with the model is not checked. Never throws.
 */
export function checkDimensions(value: unknown, model: Model): string | undefined {
  const outer = objectOf({
    terms: objectOf({ count: whole(0, maxCount), words: whole(0, maxCount), summaryWords: whole(0, maxCount) }),
    prefixes: faultShape((table) => checkPrefixTable(table as PrefixTable)),
    bots: optional(botTable),
    list: arrayOf(kindOf({ time: anyObject, address: anyObject, text: anyObject })),
  })
  const fault = outer(value, 'dimensions')
  if (fault !== undefined) return fault
  const dimensions = value as PlanDimensions
  return (
    allOf(
      objectOf({ list: arrayOf(dimensionShape(dimensions, model)) }),
      objectOf({ terms: termShape(dimensions, model) }),
    )(value, 'dimensions') ?? undefined
  )
}

const anyObject = objectOf({})

/** The shape that a check of another package defines; an exception of the check is a fault. */
function faultShape(check: (value: object) => string | undefined): Shape {
  return (value, at) => {
    if (typeof value !== 'object' || value === null) return `${at} is not an object`
    try {
      const fault = check(value)
      return fault === undefined ? undefined : `${at}: ${fault}`
    } catch {
      return `${at} is malformed`
    }
  }
}

type Words = Uint8Array | Uint32Array | Int32Array

/** An array of a type and length with items from `min` to below `limit`. */
function wordsShape<T extends Words>(
  type: new (length: number) => T,
  length: number,
  min: number,
  limit: number,
): Shape {
  return (value, at) => {
    if (!(value instanceof type) || value.length !== length) return `${at} is not an array of length ${length}`
    return (value as Words).every((item: number) => item >= min && item < limit) ? undefined : `${at} is out of range`
  }
}

/** An array of bits, which may have any values. */
function bitsShape(length: number): Shape {
  return wordsShape(Int32Array, length, -maxCount, maxCount)
}

function listsShape(count: number, limit: number): Shape {
  return faultShape((lists) => checkLists(lists as Lists, count, limit))
}

const botTable: Shape = (value, at, depth) => {
  const outer = objectOf({
    scan: faultShape(checkTokenScan),
    tokens: arrayOf(text),
    setCount: whole(0, maxCount / 2),
  })
  const fault = outer(value, at, depth)
  if (fault !== undefined) return fault
  const { scan, tokens, setCount } = value as BotTable & { readonly scan: TokenScan }
  if (scan.lengths.length !== tokens.length) return `${at}.tokens are not those of the scan`
  const inner = objectOf({
    marks: listsShape(tokens.length, setCount * 2),
    marksOfSet: listsShape(setCount, setCount * 2),
    declaredSets: whole(0, setCount + 1),
  })
  return inner(value, at, depth) ?? backwardMark(value as BotTable, at)
}

/** Detects sets that mark themselves or earlier sets: evaluating these would not end. */
function backwardMark({ marksOfSet, setCount }: BotTable, at: string): string | undefined {
  for (let set = 0; set < setCount; set++) {
    for (let i = marksOfSet.starts[set]!; i < marksOfSet.starts[set + 1]!; i++) {
      if (marksOfSet.items[i]! >>> 1 <= set) return `${at}.marksOfSet leads back`
    }
  }
  return undefined
}

function expressionShape(atomCount: number): Shape {
  const atom = objectOf({ atom: whole(0, atomCount) })
  const expression: Shape = kindOf({
    atom,
    not: atom,
    and: objectOf({ all: arrayOf(lazy(() => expression)) }),
    or: objectOf({ any: arrayOf(lazy(() => expression)) }),
  })
  return expression
}

function tableShape({ terms }: PlanDimensions): Shape {
  return (value, at, depth) => {
    const outer = objectOf({ atomCount: whole(0, maxCount), tests: arrayOf(anyObject) })
    const fault = outer(value, at, depth)
    if (fault !== undefined) return fault
    const { atomCount, tests } = value as TestTable
    const inner = objectOf({
      tests: arrayOf(expressionShape(atomCount)),
      byDefault: wordsShape(Uint8Array, tests.length, 0, 2),
      testsOfAtom: listsShape(atomCount, tests.length),
      wordsOfTest: listsShape(tests.length, terms.words),
      row: bitsShape(terms.words),
      tested: bitsShape(terms.summaryWords),
    })
    return inner(value, at, depth) ?? tableFault(value as TestTable, at)
  }
}

function tableFault({ atomCount, tests, byDefault, wordsOfTest, bits }: TestTable, at: string): string | undefined {
  if (!(bits instanceof Int32Array) || bits.length !== wordsOfTest.items.length)
    return `${at}.bits are not those of the tests`
  const held = new Uint8Array(atomCount)
  const isRight = (test: TestExpression, index: number): boolean => testGives(test, held) === (byDefault[index] === 1)
  return tests.every(isRight) ? undefined : `${at}.byDefault is wrong`
}

function dimensionShape(dimensions: PlanDimensions, model: Model): Shape {
  const table = tableShape(dimensions)
  const subjects = modelShapes(modelCounts(model))
  return (value, at, depth) => {
    const fault = objectOf({ table })(value, at, depth)
    if (fault !== undefined) return fault
    const { atomCount, tests } = (value as { readonly table: TestTable }).table
    const kinds = kindOf({
      time: objectOf({ windows: wordsShape(Uint32Array, atomCount, 0, model.windows.length) }),
      address: objectOf({
        subject: subjects.address,
        flips: flipsShape(tests.length),
        flipsOfClass: (item, itemAt) => {
          const lists = (value as { readonly flips?: Lists }).flips?.starts.length ?? 0
          return wordsShape(Uint32Array, dimensions.prefixes.classCount, 0, lists - 1)(item, itemAt)
        },
      }),
      text: textShape(atomCount, dimensions.bots, subjects.text),
    })
    return kinds(value, at, depth)
  }
}

/** Lists of tests: the first is empty, and each is ascending, so that no test is flipped twice. */
function flipsShape(tests: number): Shape {
  return (value, at, depth) => {
    const starts = typeof value === 'object' && value !== null ? (value as Partial<Lists>).starts : undefined
    const count = starts instanceof Uint32Array ? starts.length - 1 : 0
    const fault = count < 1 ? `${at} has no lists` : listsShape(count, tests)(value, at, depth)
    if (fault !== undefined) return fault
    const { starts: begin, items } = value as Lists
    if (begin[1] !== 0) return `${at}: the first list is not empty`
    for (let list = 0; list < count; list++) {
      for (let i = begin[list]! + 1; i < begin[list + 1]!; i++) {
        if (items[i]! <= items[i - 1]!) return `${at}: a list is out of order`
      }
    }
    return undefined
  }
}

function textShape(atomCount: number, bots: BotTable | undefined, subject: Shape): Shape {
  const atom = whole(0, atomCount)
  const maybeAtom = whole(-1, atomCount)
  const outer = objectOf({
    subject,
    present: maybeAtom,
    notEmpty: maybeAtom,
    values: arrayOf(text),
    patterns: optional(patternShape(atomCount)),
    matches: arrayOf(objectOf({ operator: oneOf('contains', 'starts-with', 'ends-with'), value: text, atom })),
  })
  return (value, at, depth) => {
    const fault = outer(value, at, depth)
    if (fault !== undefined) return fault
    const inner = objectOf({
      atomsOfValue: listsShape((value as { readonly values: readonly string[] }).values.length, atomCount),
      atomOfBots: optional(
        bots === undefined ? (_, here) => `${here} needs bots` : wordsShape(Int32Array, bots.setCount, -1, atomCount),
      ),
    })
    return inner(value, at, depth)
  }
}

function patternShape(atomCount: number): Shape {
  const outer = objectOf({ index: allOf(faultShape(checkPatternIndex), objectOf({ exactly: flag })) })
  return (value, at, depth) => {
    const fault = outer(value, at, depth)
    if (fault !== undefined) return fault
    const { index, atomOfSet } = value as { readonly index: PatternIndex } & Partial<PatternTable>
    const sets = atomOfSet instanceof Uint32Array ? atomOfSet.length : 0
    const inner = objectOf({
      marks: listsShape(index.patternCount, sets * 2),
      atomOfSet: wordsShape(Uint32Array, sets, 0, atomCount),
    })
    return inner(value, at, depth)
  }
}

function termShape({ terms, list }: PlanDimensions, model: Model): Shape {
  if (terms.words !== wordsFor(terms.count) || terms.summaryWords !== wordsFor(terms.words)) {
    return (_, at) => `${at} has a wrong number of words`
  }
  const residuals: number = Array.isArray(terms.residuals) ? terms.residuals.length : 0
  const test: Shape = (value, at, depth) => {
    const fault = objectOf({ dimension: whole(0, list.length) })(value, at, depth)
    if (fault !== undefined) return fault
    const { dimension } = value as { readonly dimension: number }
    return objectOf({ test: whole(0, list[dimension]!.table.tests.length) })(value, at, depth)
  }
  const residual: Shape = kindOf({
    test,
    other: objectOf({ test: otherTestShape(modelCounts(model)), wanted: flag }),
    and: objectOf({ all: arrayOf(lazy(() => residual)) }),
    or: objectOf({ any: arrayOf(lazy(() => residual)) }),
  })
  return objectOf({
    rules: wordsShape(Uint32Array, terms.count, 0, model.rules.length + costsOf(model).length),
    residualOf: wordsShape(Int32Array, terms.count, -1, residuals),
    residuals: arrayOf(residual),
  })
}
