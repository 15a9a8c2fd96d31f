import { tokenMatcher, type IToken } from 'chevrotain'
import { makeToken, retypeToken } from '../make-token.ts'
import { In, SlashWord, Text, Word, WordCalendar } from '../tokens.ts'
import { insertingAfter, replacing, spanOver, type CommonError } from './common-error.ts'

/** `per calendar day Europe/Berlin`, `per calendar day in "Europe/Berlin"` for `per calendar day in Europe/Berlin`. */
export const zoneOfPeriod: CommonError = {
  begins: [SlashWord, Word, Text],
  fix: ({ at, reporter }) => {
    const zone = at(0)
    if (zone.tokenType === Text) {
      if (at(-1).tokenType !== In || at(-3).tokenType !== WordCalendar) return undefined
      const name = zone.payload ?? ''
      if (!/^[A-Za-z][\w+/-]*$/u.test(name)) return undefined
      const place = spanOver(zone, zone, reporter)
      reporter.report('TG125', place, `expected a time zone, found the string ${zone.image}`, {
        fix: replacing(place, name, `write \`${name}\``),
      })
      return { skip: 1, tokens: [withImage(zone, name)] }
    }
    if (at(-2).tokenType !== WordCalendar || !isZoneName(zone)) return undefined
    const place = spanOver(zone, zone, reporter)
    reporter.report('TG118', place, `expected \`in\` before the time zone, found \`${zone.image}\``, {
      fix: insertingAfter(at(-1), ' in', `write \`in ${zone.image}\``, reporter),
    })
    return { skip: 1, tokens: [makeToken(In, '', zone.startOffset), zone] }
  },
}

/** WHY: zones without `/` are written in capitals, so that a misspelt clause is not read as one. */
function isZoneName(token: IToken): boolean {
  return token.tokenType === SlashWord || (tokenMatcher(token, Word) && /^(?:UTC|GMT|utc|gmt)$/u.test(token.image))
}

function withImage(token: IToken, image: string): IToken {
  return { ...retypeToken(token, image.includes('/') ? SlashWord : Word), image }
}
