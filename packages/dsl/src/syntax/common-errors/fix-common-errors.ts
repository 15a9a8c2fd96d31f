import { tokenMatcher, type IToken, type TokenType } from 'chevrotain'
import { EOF_TOKEN } from '../make-token.ts'
import type { Reporter } from '../reporter.ts'
import { atOnceInWords, keyBeforeAtOnce } from './at-once-in-words.ts'
import { blockForAWhile, blockWithoutEnd } from './block-for-a-while.ts'
import { costInWords } from './cost-in-words.ts'
import { comparedStatuses, countingFailures, limitOfFailures, onStatus, statusesWithOr } from './counting-in-words.ts'
import { denyAll } from './deny-all.ts'
import { equalsAfterBurst } from './equals-after-burst.ts'
import { factWithoutColon } from './fact-without-colon.ts'
import { factInTwoWords } from './fact-in-two-words.ts'
import { kindOfPeriod, severalCalendarPeriods } from './kind-of-period.ts'
import { missingFact, missingIn } from './missing-fact.ts'
import { operatorInWords } from './operator-in-words.ts'
import { periodInOneWord } from './period-in-one-word.ts'
import { permit } from './permit.ts'
import { rateOfNginx } from './rate-of-nginx.ts'
import { classOfReply, incompleteCounting, statusesByClass } from './statuses-by-class.ts'
import { allowWithoutOnly } from './allow-without-only.ts'
import { trailingComma } from './trailing-comma.ts'
import { whenAfterCost } from './when-after-cost.ts'
import { zoneOfPeriod } from './zone-of-period.ts'
import { filterKeyWithoutQuotes } from './filter-key-without-quotes.ts'
import { exemptFromLimit } from './exempt-from-limit.ts'
import { groupedNumber } from './grouped-number.ts'
import { isInWords } from './is-in-words.ts'
import { limitWithoutKey } from './limit-without-key.ts'
import type { Cursor, Fixed, CommonError } from './common-error.ts'
import { missingQuotes } from './missing-quotes.ts'
import { quotedPattern } from './quoted-pattern.ts'
import { rateInWords } from './rate-in-words.ts'
import { rateWithSlash } from './rate-with-slash.ts'
import { redirectInWords } from './redirect-in-words.ts'
import { pageForFile, replyWithoutStatus, targetWithoutQuotes } from './reply-in-words.ts'
import { reservedName } from './reserved-name.ts'
import { sameAsSet } from './same-as-set.ts'
import { setAfterIn } from './set-after-in.ts'
import { singleEquals } from './single-equals.ts'
import { stateWithoutIs } from './state-without-is.ts'
import { superfluousWord } from './superfluous-word.ts'
import { timeInWords } from './time-in-words.ts'
import { valueWithoutOperator } from './value-without-operator.ts'
import { zoneAfterKey, zoneOfSlidingPeriod } from './zone-of-limit.ts'

/** In the order in which they are tried; several may be found at one position, one after another. */
const COMMON_ERRORS: readonly CommonError[] = [
  [
    blockForAWhile,
    blockWithoutEnd,
    denyAll,
    permit,
    kindOfPeriod,
    rateOfNginx,
    statusesByClass,
    classOfReply,
    incompleteCounting,
  ],
  [countingFailures, comparedStatuses, statusesWithOr, onStatus, limitOfFailures, costInWords, superfluousWord],
  [equalsAfterBurst, redirectInWords, replyWithoutStatus, pageForFile, targetWithoutQuotes],
  [periodInOneWord, zoneOfSlidingPeriod, zoneAfterKey, stateWithoutIs, valueWithoutOperator],
  [severalCalendarPeriods, zoneOfPeriod, atOnceInWords, keyBeforeAtOnce, whenAfterCost],
  [groupedNumber, rateInWords, rateWithSlash, limitWithoutKey],
  [filterKeyWithoutQuotes, factWithoutColon, factInTwoWords, operatorInWords, missingFact, missingIn],
  [reservedName, allowWithoutOnly, exemptFromLimit, missingQuotes, quotedPattern, timeInWords],
  [sameAsSet, setAfterIn, singleEquals, isInWords, trailingComma],
].flat()

/** Maximum number of fixes at one position; the bound guarantees termination. */
const MAX_FIXES_AT_ONE_POSITION = 8

/**
 * Returns the tokens with common errors replaced by what was probably intended; each error is reported with its fix. Errors
 * are detected from a few neighbouring tokens, never from the grammar; fixed tokens are examined again. Linear.
 */
export function fixCommonErrors(tokens: readonly IToken[], reporter: Reporter): IToken[] {
  const errorsAt = createErrorLookup()
  const fixed: IToken[] = []
  // Tokens to examine before `tokens[next]`, in reverse order.
  const again: IToken[] = []
  let next = 0
  let fixesHere = 0
  const at = (distance: number): IToken | undefined => {
    if (distance < 0) return fixed.at(distance)
    return distance < again.length ? again.at(-1 - distance) : tokens[next + distance - again.length]
  }
  const cursor: Cursor = { reporter, at: (distance) => at(distance) ?? EOF_TOKEN }
  for (let token = at(0); token !== undefined; token = at(0)) {
    const found = fixesHere < MAX_FIXES_AT_ONE_POSITION ? fixAt(cursor, errorsAt(token, cursor.at(-1))) : undefined
    const skip = found?.skip ?? 1
    next += Math.max(0, skip - again.length)
    if (again.length > 0) again.length = Math.max(0, again.length - skip)
    if (found === undefined) {
      fixed.push(token)
      fixesHere = 0
    } else {
      again.push(...found.tokens.toReversed())
      fixesHere += 1
    }
  }
  return fixed
}

function fixAt(cursor: Cursor, errors: readonly CommonError[]): Fixed | undefined {
  for (const { fix } of errors) {
    const found = fix(cursor)
    if (found !== undefined) return found
  }
  return undefined
}

/** Returns a lookup of the errors that may begin with a token after another one; the result is cached per pair of token types. */
function createErrorLookup(): (token: IToken, before: IToken) => readonly CommonError[] {
  const known = new Map<TokenType, Map<TokenType, readonly CommonError[]>>()
  return (token, { tokenType: before }) => {
    let ofType = known.get(token.tokenType)
    if (ofType === undefined) known.set(token.tokenType, (ofType = new Map<TokenType, readonly CommonError[]>()))
    let errors = ofType.get(before)
    if (errors === undefined) {
      errors = COMMON_ERRORS.filter(({ begins, after }) => {
        return begins.some((begin) => tokenMatcher(token, begin)) && (after?.includes(before) ?? true)
      })
      ofType.set(before, errors)
    }
    return errors
  }
}
