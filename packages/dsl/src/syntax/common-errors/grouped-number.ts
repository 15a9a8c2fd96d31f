import { makeToken } from '../make-token.ts'
import { Burst, Comma, Limit, NumberText, Word } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const FACTORS: Readonly<Record<string, number>> = { k: 1_000, m: 1_000_000 }

/** `limit 1,000`, `limit 1_000`, `limit 1k` for `limit 1000`. */
export const groupedNumber: CommonError = {
  begins: [NumberText, Word],
  after: [Limit, Burst],
  fix: ({ at, reporter }) => {
    const first = at(0)
    const grouped = first.tokenType === NumberText && at(1).tokenType === Comma && /^\d{3}$/u.test(at(2).image)
    const last = grouped ? at(2) : first
    const value = grouped ? `${first.image}${last.image}` : readGrouped(first.image)
    if (value === undefined) return undefined
    const place = spanOver(first, last, reporter)
    const written = reporter.source.text.slice(place.start, place.end)
    reporter.report('TG105', place, `expected a number written in digits only, found \`${written}\``, {
      fix: replacing(place, value, `write \`${value}\``),
    })
    return { skip: grouped ? 3 : 1, tokens: [makeToken(NumberText, value, first.startOffset)] }
  },
}

function readGrouped(image: string): string | undefined {
  if (/^\d+(?:_\d+)+$/u.test(image)) return image.replaceAll('_', '')
  const [, digits, letter] = /^(\d{1,9})([km])$/iu.exec(image) ?? []
  return digits === undefined || letter === undefined
    ? undefined
    : String(Number(digits) * (FACTORS[letter.toLowerCase()] ?? 1))
}
