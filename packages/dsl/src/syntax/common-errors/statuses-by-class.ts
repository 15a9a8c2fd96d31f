import type { IToken } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import { Comma, Counting, Dash, NumberText, Reply, Word, WordOnly, WordReplies } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const EXAMPLES: Readonly<Record<string, string>> = {
  '1': '101',
  '2': '200, 201, 204',
  '3': '301, 302, 304, 307, 308',
  '4': '400, 401, 403, 404, 429',
  '5': '500, 502, 503, 504',
}

const CLASS = /^[1-5](?:xx|\*\*|XX)$/u

/** `counting only replies 4xx`, `400-499`: statuses are listed one by one. */
export const statusesByClass: CommonError = {
  begins: [Word, NumberText],
  after: [WordReplies, Comma],
  fix: ({ at, reporter }) => {
    const first = at(0)
    const isRange = at(1).tokenType === Dash && at(2).tokenType === NumberText && /^[1-5]\d\d$/u.test(first.image)
    const isClass = CLASS.test(first.image)
    if ((!isRange && !isClass) || !isInReplies(at)) return undefined
    const last = isRange ? at(2) : first
    const place = spanOver(first, last, reporter)
    const written = reporter.source.text.slice(place.start, place.end)
    reporter.report('TG110', place, `expected a status such as \`401\`, found \`${written}\``, {
      help: `list the statuses that count: \`counting only replies ${EXAMPLES[first.image.charAt(0)] ?? '401'}\``,
    })
    return { skip: isRange ? 3 : 1, tokens: [makeToken(NumberText, `${first.image.charAt(0)}00`, first.startOffset)] }
  },
}

/** Returns whether the list of numbers before the cursor begins with `replies`. At most fifty tokens are examined. */
export function isInReplies(at: (distance: number) => { readonly tokenType: unknown }): boolean {
  for (let back = -1; back > -50; back--) {
    const { tokenType } = at(back)
    if (tokenType === WordReplies) return true
    if (tokenType !== Comma && tokenType !== NumberText) return false
  }
  return false
}

/** `counting 401`, `counting replies 401`, `counting only 401` for `counting only replies 401`. */
export const incompleteCounting: CommonError = {
  begins: [Counting],
  fix: ({ at, reporter }) => {
    const counting = at(0)
    let length = 0
    while (length < mostWords && COUNTED.has(at(length + 1).image)) length++
    const words = Array.from({ length }, (_, index) => at(index + 1).image).join(' ')
    if (words === 'only replies' || !isStatus(at(length + 1))) return undefined
    const last = at(length)
    const place = spanOver(counting, last, reporter)
    reporter.report('TG110', place, 'expected `counting only replies` before the statuses', {
      fix: replacing(place, 'counting only replies', 'write `counting only replies`'),
    })
    const expected = [makeToken(WordOnly, '', last.startOffset), makeToken(WordReplies, '', last.startOffset)]
    return { skip: length + 1, tokens: [counting, ...expected] }
  },
}

/** Maximum number of words between `counting` and the first status. */
const mostWords = 5

const COUNTED = new Set(
  'only replies reply status statuses responses response errors error codes code with of http'.split(' '),
)

function isStatus({ tokenType, image }: IToken): boolean {
  return tokenType === NumberText || CLASS.test(image)
}

/** `reply 4xx`: a reply has one status. */
export const classOfReply: CommonError = {
  begins: [Word],
  after: [Reply],
  fix: ({ at, reporter }) => {
    const written = at(0)
    if (!CLASS.test(written.image)) return undefined
    const status = written.image.startsWith('5') ? '503' : '403'
    reporter.report('TG110', spanOver(written, written, reporter), `expected one status, found \`${written.image}\``, {
      help: `for example \`reply ${status}\``,
    })
    return { skip: 1, tokens: [makeToken(NumberText, status, written.startOffset)] }
  },
}
