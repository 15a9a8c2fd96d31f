import { tokenMatcher, type IToken } from 'chevrotain'
import { retypeToken } from '../make-token.ts'
import { Bots, Colon, Day, Equals, Fact, List, Paths, Reserved, Texts, Window, Word } from '../tokens.ts'
import { spanOver, type CommonError } from './common-error.ts'

const DECLARING = [List, Bots, Paths, Texts, Window, Fact]

/** `list log = …`, `list sun = …`: a reserved word, or the name of a day, as the name of a declaration. */
export const reservedName: CommonError = {
  begins: [Reserved, Day],
  after: DECLARING,
  fix: ({ at, reporter }) => {
    const name = at(0)
    if (![Equals, Colon].includes(at(1).tokenType)) return undefined
    const place = spanOver(name, name, reporter)
    const what = tokenMatcher(name, Day) ? 'the name of a day' : 'the reserved word'
    reporter.report('TG121', place, `expected a name, found ${what} \`${name.image}\``, { help: helpOnReserved(name) })
    return { skip: 1, tokens: [retypeToken(name, Word)] }
  },
}

/** Returns why a word cannot be a name. */
export function helpOnReserved(token: IToken): string {
  return tokenMatcher(token, Day)
    ? '`mon` to `sun` are reserved for windows, in any case; choose another name'
    : 'reserved words cannot be used as names; choose another name'
}
