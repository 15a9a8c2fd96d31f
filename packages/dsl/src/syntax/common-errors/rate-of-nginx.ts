import { makeToken } from '../make-token.ts'
import { Limit, NumberText, Per, SlashWord, Word } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const UNITS: Readonly<Record<string, string>> = {
  s: 'second',
  sec: 'second',
  second: 'second',
  m: 'minute',
  min: 'minute',
  minute: 'minute',
  h: 'hour',
  hour: 'hour',
  d: 'day',
  day: 'day',
}

/** `limit 5r/m per ip`, `limit 5 req/s per ip` for `limit 5 per minute per ip`. */
export const rateOfNginx: CommonError = {
  begins: [SlashWord],
  after: [Limit, NumberText],
  fix: ({ at, reporter }) => {
    const rate = at(0)
    const [, digits = '', letters = ''] = /^(\d*)(?:r|req|reqs|requests?)\/([a-z]+?)s?$/u.exec(rate.image) ?? []
    const unit = Object.hasOwn(UNITS, letters) ? UNITS[letters] : undefined
    const isSecond = at(-1).tokenType === NumberText
    if (unit === undefined || isSecond === (digits !== '') || (isSecond && at(-2).tokenType !== Limit)) return undefined
    const written = `${digits === '' ? '' : `${digits} `}per ${unit}`
    const place = spanOver(rate, rate, reporter)
    reporter.report('TG118', place, `expected \`${written}\`, found \`${rate.image}\``, {
      fix: replacing(place, written, `write \`${written}\``),
    })
    const tokens = [makeToken(Per, '', rate.startOffset), makeToken(Word, unit, rate.startOffset)]
    return { skip: 1, tokens: digits === '' ? tokens : [makeToken(NumberText, digits, rate.startOffset), ...tokens] }
  },
}
