import { makeToken } from '../make-token.ts'
import { Comma, Counting, Dash, NumberText, Word, WordOnly, WordReplies } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'

const EXAMPLES: Readonly<Record<string, string>> = {
  '1': '101',
  '2': '200, 201, 204',
  '3': '301, 302, 304, 307, 308',
  '4': '400, 401, 403, 404, 429',
  '5': '500, 502, 503, 504',
}

/** `counting only replies 4xx`, `400-499`: statuses are listed one by one. */
export const statusesByClass: CommonError = {
  begins: [Word, NumberText],
  after: [WordReplies, Comma],
  fix: ({ at, reporter }) => {
    const first = at(0)
    const isRange = at(1).tokenType === Dash && at(2).tokenType === NumberText && /^[1-5]\d\d$/u.test(first.image)
    const isClass = /^[1-5](?:xx|\*\*|XX)$/u.test(first.image)
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

/** Whether the list of numbers before the cursor begins with `replies`. At most fifty tokens are examined. */
function isInReplies(at: (distance: number) => { readonly tokenType: unknown }): boolean {
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
    const length = [at(1), at(2)].findIndex(({ tokenType }) => tokenType === NumberText)
    if (length < 0) return undefined
    const between = at(1)
    if (
      length === 1 &&
      between.tokenType !== WordOnly &&
      between.tokenType !== WordReplies &&
      !COUNTED.has(between.image)
    )
      return undefined
    const last = length === 0 ? counting : between
    const place = spanOver(counting, last, reporter)
    reporter.report('TG110', place, 'expected `counting only replies` before the statuses', {
      fix: replacing(place, 'counting only replies', 'write `counting only replies`'),
    })
    const words = [makeToken(WordOnly, '', last.startOffset), makeToken(WordReplies, '', last.startOffset)]
    return { skip: length + 1, tokens: [counting, ...words] }
  },
}

const COUNTED = new Set(['status', 'statuses', 'responses', 'response', 'errors', 'codes', 'code', 'reply'])
