import { tokenMatcher, type IToken, type TokenType } from 'chevrotain'
import { EOF_TOKEN } from '../make-token.ts'
import type { Reporter } from '../reporter.ts'
import { allowWithoutOnly } from './allow-without-only.ts'
import { commaTooMany } from './comma-too-many.ts'
import { exemptFromLimit } from './exempt-from-limit.ts'
import { groupedNumber } from './grouped-number.ts'
import { isInWords } from './is-in-words.ts'
import { limitWithoutKey } from './limit-without-key.ts'
import type { Here, Mended, Mistake } from './common-error.ts'
import { missingQuotes } from './missing-quotes.ts'
import { quotedPattern } from './quoted-pattern.ts'
import { rateInWords } from './rate-in-words.ts'
import { rateWithSlash } from './rate-with-slash.ts'
import { reservedName } from './reserved-name.ts'
import { sameAsSet } from './same-as-set.ts'
import { singleEquals } from './single-equals.ts'
import { timeInWords } from './time-in-words.ts'

/** In the order in which they are looked for; several may be found at one place, one after another. */
const MISTAKES: readonly Mistake[] = [
  [groupedNumber, rateInWords, rateWithSlash, limitWithoutKey],
  [reservedName, allowWithoutOnly, exemptFromLimit, missingQuotes, quotedPattern, timeInWords],
  [sameAsSet, singleEquals, isInWords, commaTooMany],
].flat()

/** Mistakes mended at one place; the bound makes sure that mending ends. */
const MOST_AT_ONE_PLACE = 8

/**
 * The tokens with well-known mistakes read as what was meant, each of them reported with its fix. What a mistake looks
 * like depends on a few tokens around it, never on the grammar; what was mended is looked at again. Linear.
 */
export function fixCommonErrors(tokens: readonly IToken[], reporter: Reporter): IToken[] {
  const mistakesAt = createMistakes()
  const mended: IToken[] = []
  // Tokens that stand before `tokens[next]`, the last one first.
  const again: IToken[] = []
  let next = 0
  let atOnePlace = 0
  const at = (distance: number): IToken | undefined => {
    if (distance < 0) return mended.at(distance)
    return distance < again.length ? again.at(-1 - distance) : tokens[next + distance - again.length]
  }
  const here: Here = { reporter, at: (distance) => at(distance) ?? EOF_TOKEN }
  for (let token = at(0); token !== undefined; token = at(0)) {
    const found = atOnePlace < MOST_AT_ONE_PLACE ? mendAt(here, mistakesAt(token, here.at(-1))) : undefined
    const skip = found?.skip ?? 1
    next += Math.max(0, skip - again.length)
    if (again.length > 0) again.length = Math.max(0, again.length - skip)
    if (found === undefined) {
      mended.push(token)
      atOnePlace = 0
    } else {
      again.push(...found.tokens.toReversed())
      atOnePlace += 1
    }
  }
  return mended
}

function mendAt(here: Here, mistakes: readonly Mistake[]): Mended | undefined {
  for (const { mend } of mistakes) {
    const found = mend(here)
    if (found !== undefined) return found
  }
  return undefined
}

/** The mistakes that may begin with a token behind another one; each pair of types is looked at once. */
function createMistakes(): (token: IToken, before: IToken) => readonly Mistake[] {
  const known = new Map<TokenType, Map<TokenType, readonly Mistake[]>>()
  return (token, { tokenType: before }) => {
    let ofType = known.get(token.tokenType)
    if (ofType === undefined) known.set(token.tokenType, (ofType = new Map<TokenType, readonly Mistake[]>()))
    let mistakes = ofType.get(before)
    if (mistakes === undefined) {
      mistakes = MISTAKES.filter(({ begins, behind }) => {
        return begins.some((begin) => tokenMatcher(token, begin)) && (behind?.includes(before) ?? true)
      })
      ofType.set(before, mistakes)
    }
    return mistakes
  }
}
