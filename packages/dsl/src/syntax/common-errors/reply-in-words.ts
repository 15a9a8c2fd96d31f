import { tokenMatcher } from 'chevrotain'
import { makeToken, retypeToken } from '../make-token.ts'
import { Limit, NumberText, Path, Reply, Text, Word, WordFile, WordTo } from '../tokens.ts'
import { replacing, spanOver, type CommonError } from './common-error.ts'
import { startOfRule } from './rule-of-clause.ts'

/** `reply "Slow down"`, `reply file "refused.html"`: a reply without its status. */
export const replyWithoutStatus: CommonError = {
  begins: [Text, WordFile],
  after: [Reply],
  fix: (cursor) => {
    const { at, reporter } = cursor
    if (at(0).tokenType === WordFile && at(1).tokenType !== Text) return undefined
    const status = startOfRule(cursor) === Limit ? '429' : '403'
    const place = spanOver(at(0), at(0), reporter)
    const before = reporter.span(place.start, place.start)
    reporter.report('TG110', place, `expected a status such as \`${status}\`, found \`${at(0).image.slice(0, 40)}\``, {
      fix: replacing(before, `${status} `, `write \`${status}\` before it`),
    })
    return { skip: 1, tokens: [makeToken(NumberText, status, at(0).startOffset), at(0)] }
  },
}

const PAGES = new Set(['page', 'html', 'template', 'body_file'])

/** `reply 403 page "refused.html"` for `reply 403 file "refused.html"`. */
export const pageForFile: CommonError = {
  begins: [Word],
  after: [NumberText],
  fix: ({ at, reporter }) => {
    if (at(-2).tokenType !== Reply || !PAGES.has(at(0).image) || at(1).tokenType !== Text) return undefined
    const place = spanOver(at(0), at(0), reporter)
    reporter.report('TG110', place, `expected \`file\`, found \`${at(0).image}\``, {
      fix: replacing(place, 'file', 'write `file`'),
    })
    return { skip: 1, tokens: [makeToken(WordFile, 'file', at(0).startOffset)] }
  },
}

/** `reply 302 /new`, `reply 302 to /new` for `reply 302 to "/new"`. */
export const targetWithoutQuotes: CommonError = {
  begins: [Path],
  after: [NumberText, WordTo],
  fix: ({ at, reporter }) => {
    const path = at(0)
    const hasTo = tokenMatcher(at(-1), WordTo)
    const status = at(hasTo ? -2 : -1)
    if (status.tokenType !== NumberText || at(hasTo ? -3 : -2).tokenType !== Reply) return undefined
    if (!hasTo && !/^30[1-8]$/u.test(status.image)) return undefined
    const written = `${hasTo ? '' : 'to '}"${path.image}"`
    const place = spanOver(path, path, reporter)
    reporter.report('TG122', place, `expected \`${written}\`, found \`${path.image.slice(0, 40)}\``, {
      fix: replacing(place, written, `write \`${written.slice(0, 60)}\``),
    })
    const text = retypeToken(path, Text, path.image)
    return { skip: 1, tokens: hasTo ? [text] : [makeToken(WordTo, 'to', path.startOffset), text] }
  },
}
