import { retypeToken } from '../make-token.ts'
import { Bots, Colon, Equals, Fact, List, Paths, Reserved, Texts, Window, Word } from '../tokens.ts'
import { spanOver, type CommonError } from './common-error.ts'

const DECLARING = [List, Bots, Paths, Texts, Window, Fact]

/** `list log = …`: a reserved word as the name of a declaration. */
export const reservedName: CommonError = {
  begins: [Reserved],
  after: DECLARING,
  fix: ({ at, reporter }) => {
    const name = at(0)
    if (![Equals, Colon].includes(at(1).tokenType)) return undefined
    reporter.report(
      'TG121',
      spanOver(name, name, reporter),
      `expected a name, found the reserved word \`${name.image}\``,
      {
        help: 'reserved words cannot be used as names; choose another name',
      },
    )
    return { skip: 1, tokens: [retypeToken(name, Word)] }
  },
}
