import { tokenMatcher } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { Address, Block, Exempt, In, Not, Or, Path, Unless, When, Where, Word, WordIp, WordOnly } from '../tokens.ts'
import { spanOver, type CommonError } from './common-error.ts'
import { isComparison } from './is-comparison.ts'

/** `block path /admin`, `when ip 192.0.2.1`: a fact and a set without `in`. */
export const missingIn: CommonError = {
  begins: [Address, Path],
  after: [Word, WordIp],
  fix: (cursor) => {
    const { at, reporter } = cursor
    if (!isComparison(cursor)) return undefined
    const set = at(0)
    const place = spanOver(set, set, reporter)
    const before = reporter.span(place.start, place.start)
    reporter.report('TG126', place, `expected \`in\` before \`${shown(set.image)}\``, {
      fix: { title: 'write `in` before it', edits: [{ span: before, text: 'in ' }] },
    })
    return { skip: 1, tokens: [makeToken(In, '', set.startOffset), set] }
  },
}

/** `block 192.0.2.0/24`, `block /admin`: a set without the fact that is in it. */
export const missingFact: CommonError = {
  begins: [Address, Path],
  after: [Block, WordOnly, Exempt, When, Unless, Where, Not, Or],
  fix: ({ at, reporter }) => {
    const set = at(0)
    const fact = tokenMatcher(set, Address) ? 'ip' : 'path'
    const place = spanOver(set, set, reporter)
    const before = reporter.span(place.start, place.start)
    reporter.report(
      'TG126',
      place,
      `expected a test such as \`${fact} in ${shown(set.image)}\`, found \`${shown(set.image)}\``,
      {
        fix: { title: `write \`${fact} in\` before it`, edits: [{ span: before, text: `${fact} in ` }] },
      },
    )
    const word = fact === 'ip' ? makeToken(WordIp, 'ip', set.startOffset) : makeToken(Word, 'path', set.startOffset)
    return { skip: 1, tokens: [word, makeToken(In, '', set.startOffset), set] }
  },
}

function shown(image: string): string {
  return image.length > 40 ? `${image.slice(0, 40)}…` : image
}
