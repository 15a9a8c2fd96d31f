import { tokenMatcher, type IToken, type TokenType } from 'chevrotain'
import { Burst, Colon, From, NumberText, Shadow, Word, WordLimits, WordWith } from '../tokens.ts'
import { replacing, type CommonError } from './common-error.ts'

/** A word that English has at a place and the language does not. */
interface Superfluous {
  readonly begins: TokenType
  readonly isHere: (at: (distance: number) => IToken) => boolean
}

const SUPERFLUOUS: readonly Superfluous[] = [
  { begins: WordWith, isHere: (at) => tokenMatcher(at(1), Burst) && tokenMatcher(at(2), NumberText) },
  {
    begins: Word,
    isHere: (at) => at(0).image === 'of' && tokenMatcher(at(-1), Burst) && tokenMatcher(at(1), NumberText),
  },
  {
    begins: Word,
    isHere: (at) => at(0).image === 'all' && tokenMatcher(at(-1), From) && tokenMatcher(at(1), WordLimits),
  },
  { begins: Colon, isHere: (at) => tokenMatcher(at(-1), Shadow) },
]

/** `with burst 10`, `burst of 10`, `from all limits`, `shadow: block …`: one word too many. */
export const superfluousWord: CommonError = {
  begins: [WordWith, Word, Colon],
  fix: ({ at, reporter }) => {
    const word = at(0)
    const isSuperfluous = SUPERFLUOUS.some(({ begins, isHere }) => tokenMatcher(word, begins) && isHere(at))
    if (!isSuperfluous) return undefined
    const next = at(1)
    const isSign = tokenMatcher(word, Colon)
    const end = word.startOffset + word.image.length
    const place = reporter.span(word.startOffset, end)
    const hasSpace = !isSign && reporter.source.text.charAt(end) === ' '
    reporter.report('TG110', place, `expected \`${next.image}\` without \`${word.image}\` before it`, {
      fix: replacing(reporter.span(word.startOffset, hasSpace ? end + 1 : end), '', `delete \`${word.image}\``),
    })
    return { skip: 1, tokens: [] }
  },
}
