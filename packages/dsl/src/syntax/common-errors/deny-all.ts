import { tokenMatcher, type IToken } from 'chevrotain'
import { makeToken } from '../make-token.ts'
import type { Reporter } from '../reporter.ts'
import { Allow, Block, From, Word, WordAnyone, WordOnly } from '../tokens.ts'
import { replacing, spanOver, type CommonError, type Cursor } from './common-error.ts'

const DENY = new Set(['deny', 'reject', 'drop', 'forbid', 'refuse', 'disallow', 'ban'])
const ALLOW = new Set(['allow', 'permit', 'accept', 'pass'])
const ALL = new Set(['all', 'any', 'everyone', 'everybody', 'everything', 'anybody'])

/** `deny all`, `deny from all`, `allow all`: a verb of nginx or Apache for all requests. The checker explains `block all`: `all` may be a declared flag. */
export const denyAll: CommonError = {
  begins: [Word, Allow],
  fix: (cursor) => {
    const { at, reporter } = cursor
    const verb = at(0)
    const word = verb.image.toLowerCase()
    const denies = DENY.has(word)
    if (!denies && !ALLOW.has(word)) return undefined
    const skip = at(1).tokenType === From || at(1).image === 'to' ? 2 : 1
    const all = at(skip)
    if (!tokenMatcher(all, Word) || !ALL.has(all.image.toLowerCase())) return undefined
    // WHY: the text is searched only for errors that are reported, so that the time stays linear.
    const allows = denies && (reporter.isFull() || allowsSome(reporter))
    const place = spanOver(verb, all, reporter)
    const written = reporter.source.text.slice(place.start, place.end)
    if (denies) reportDeny(cursor, all, written, allows)
    else {
      reporter.report('TG123', place, `expected a rule of this language, found \`${written}\``, {
        help: 'a request that no rule refuses passes: delete this; exceptions from a block are written in the block, with `unless`',
      })
    }
    const verbs = denies
      ? [makeToken(Block, '', verb.startOffset)]
      : [makeToken(Allow, '', verb.startOffset), makeToken(WordOnly, '', verb.startOffset)]
    return { skip: skip + 1, tokens: [...verbs, makeToken(WordAnyone, '', all.startOffset)] }
  },
}

/** WHY: next to a rule that allows some clients, `deny all` means all others, and `block anyone` would refuse the former, too. */
function reportDeny({ at, reporter }: Cursor, all: IToken, written: string, allows: boolean): void {
  const place = spanOver(at(0), all, reporter)
  reporter.report('TG123', place, `expected \`block anyone\`, found \`${written}\``, {
    help: '`block anyone` refuses every request, and nothing overrides it; to admit only some clients, write just `allow only ip in …`',
    ...(allows ? {} : { fix: replacing(place, 'block anyone', 'write `block anyone`') }),
  })
}

function allowsSome({ source }: Reporter): boolean {
  return /^[^\S\r\n]*(?:allow|permit|accept|whitelist|allowlist)\b/imu.test(source.text)
}
