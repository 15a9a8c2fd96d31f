import { retypeToken } from '../make-token.ts'
import { Bots, Colon, Equals, Fact, List, Paths, Reserved, Texts, Window, Word } from '../tokens.ts'
import { spanOver, type Mistake } from './common-error.ts'

const DECLARING = [List, Bots, Paths, Texts, Window, Fact]

/** `list log = …`: a word of the language as the name of a declaration. */
export const reservedName: Mistake = {
  begins: [Reserved],
  behind: DECLARING,
  mend: ({ at, reporter }) => {
    const name = at(0)
    if (![Equals, Colon].includes(at(1).tokenType)) return undefined
    reporter.report(
      'TG121',
      spanOver(name, name, reporter),
      `expected a name, found the reserved word \`${name.image}\``,
      {
        help: 'words of the language cannot be names; choose another one',
      },
    )
    return { skip: 1, tokens: [retypeToken(name, Word)] }
  },
}
