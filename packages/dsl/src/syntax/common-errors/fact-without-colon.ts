import { tokenMatcher, type IToken } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { startsLine } from '../misspelt-keyword.ts'
import { Colon, Equals, Fact, Texts, Use, Word } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const TYPES = new Set(['text', 'number', 'flag', 'ip', 'ips', 'texts'])

/** `use plan text`, `use plan : text`, `fact plan text`, `fact plan = text`: a fact whose declaration is `fact plan : text`. */
export const factWithoutColon: CommonError = {
  begins: [Use, Fact],
  fix: ({ at, reporter }) => {
    const [keyword, name, sign] = [at(0), at(1), at(2)]
    const hasSign = tokenMatcher(sign, Colon) || tokenMatcher(sign, Equals)
    const type = hasSign ? at(3) : sign
    const isRight = tokenMatcher(keyword, Fact) && tokenMatcher(sign, Colon)
    if (isRight || !tokenMatcher(name, Word) || !isType(type) || startsLine(type, reporter)) return undefined
    // `use geoip texts tenants = …` is a declaration after another.
    if (tokenMatcher(type, Texts) && tokenMatcher(at(hasSign ? 4 : 3), Word)) return undefined
    const place = spanOver(keyword, type, reporter)
    const written = `fact ${name.image} : ${type.image}`
    const found = reporter.source.text.slice(place.start, place.end)
    reporter.report('TG110', place, `expected \`${written}\`, found \`${found}\``, {
      fix: replacing(place, written, `write \`${written}\``),
    })
    const tokens = [makeToken(Fact, 'fact', keyword.startOffset), name, makeToken(Colon, ':', type.startOffset), type]
    return { skip: hasSign ? 4 : 3, tokens }
  },
}

function isType(token: IToken): boolean {
  return TYPES.has(token.image) && (tokenMatcher(token, Word) || tokenMatcher(token, Texts))
}
