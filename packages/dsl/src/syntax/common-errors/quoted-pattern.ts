import type { IToken } from 'chevrotain'
import { retypeToken } from '../make-token.ts'
import { Comma, Equals, Except, Path, Paths, Text, Word } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

/** `paths static = "/web/**"` for a pattern without quotes. */
export const quotedPattern: CommonError = {
  begins: [Paths],
  fix: ({ at, reporter }) => {
    if (at(2).tokenType !== Equals) return undefined
    const tokens: IToken[] = [at(0), at(1), at(2)]
    let found = false
    for (let token = at(tokens.length); isPartOfPaths(token); token = at(tokens.length)) {
      const pattern = token.payload as string | undefined
      const quoted = token.tokenType === Text && pattern !== undefined && /^\/[^\s,(){}"#]*$/u.test(pattern)
      if (quoted) {
        found = true
        const place = spanOver(token, token, reporter)
        reporter.report('TG125', place, 'expected a path pattern without quotes', {
          fix: replacing(place, pattern, `write \`${pattern}\``),
        })
      }
      tokens.push(quoted ? { ...retypeToken(token, Path), image: pattern } : token)
    }
    return found ? { skip: tokens.length, tokens } : undefined
  },
}

function isPartOfPaths({ tokenType }: IToken): boolean {
  return [Text, Path, Word, Comma, Except].includes(tokenType)
}
