import type { IToken } from 'chevrotain'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { readGoldens } from '../../testing/golden.ts'
import { arbitraryMessyProgram, arbitraryProgram } from '../../testing/random-program.ts'
import { balanceBrackets } from '../balance-brackets.ts'
import { lex } from '../lex.ts'
import { mendMistakes } from '../mistakes/mend-mistakes.ts'
import { createReporter, type Reporter } from '../reporter.ts'
import { createPolicyGrammar, type RecoveringGrammar } from './create-policy-grammar.ts'
import { createQuickReader } from './read-quickly.ts'

const readQuickly = createQuickReader()
let grammar: RecoveringGrammar
beforeAll(() => {
  grammar = createPolicyGrammar({ validate: false })
})

interface Prepared {
  readonly tokens: IToken[]
  readonly reporter: Reporter
}

/** What a parser is given; undefined for a text that nests too deeply. */
function prepare(text: string): Prepared | undefined {
  const reporter = createReporter({ file: 'x', text }, 100)
  const balanced = balanceBrackets(lex(reporter).tokens, 64, reporter)
  return balanced && { tokens: mendMistakes(balanced, reporter), reporter }
}

/** Whether a text is read quickly; whatever it is, it must be what the grammar that recovers from mistakes makes of it, too. */
function isReadQuickly(text: string): boolean {
  const prepared = prepare(text)
  if (prepared === undefined) return false
  const { tokens, reporter } = prepared
  const copies = tokens.map((token) => ({ ...token }))
  const quick = readQuickly(tokens, reporter.source)
  expect(tokens).toEqual(copies)
  const before = reporter.diagnostics.length
  const { statements, mismatches } = grammar.recognise(copies, reporter)
  const isRight = mismatches.length === 0 && reporter.diagnostics.length === before
  expect(quick).toEqual(isRight ? statements : undefined)
  return isRight
}

/** A program with one to three of its words gone, twice there, or in each other's place. */
const arbitraryMistakes = fc
  .tuple(arbitraryProgram({ maxStatements: 4 }), fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 }))
  .map(([text, changes]) => {
    const words = text.split(/(?<=\s)/u)
    for (const [at, kind] of changes) {
      const index = at % words.length
      const [word, other] = [words[index]!, words[(at + kind) % words.length]!]
      words.splice(index, 1, ...[[], [word, word], [other], [other, word]][kind % 4]!)
    }
    return words.join('')
  })

describe('the quick reader', () => {
  test('reads every program as the grammar that recovers from mistakes does', () => {
    const programs = fc.oneof(arbitraryProgram(), arbitraryMessyProgram())
    fc.assert(
      fc.property(programs, (text) => {
        expect(isReadQuickly(text)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('reads nothing of a text that has a mistake, and leaves its tokens as they are', () => {
    const seen = { right: 0, wrong: 0 }
    fc.assert(
      fc.property(arbitraryMistakes, (text) => {
        seen[isReadQuickly(text) ? 'right' : 'wrong'] += 1
      }),
      { numRuns: 600 },
    )
    expect(Math.min(seen.right, seen.wrong)).toBeGreaterThan(10)
  })

  test('agrees about all texts of the golden files', () => {
    const goldens = readGoldens(new URL('../../../goldens/syntax/', import.meta.url))
    expect(goldens.length).toBeGreaterThan(20)
    for (const { input } of goldens) isReadQuickly(input)
  })

  test('reads a text after one with a mistake as if it had been the first', () => {
    const right = 'block ip in 192.0.2.1\n'
    expect(isReadQuickly('where path in /a/** { block ip in in }\n')).toBe(false)
    expect(isReadQuickly(right)).toBe(true)
  })
})
