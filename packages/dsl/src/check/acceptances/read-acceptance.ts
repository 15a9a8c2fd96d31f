import { didYouMean } from '@tidegate/values'
import { type CodeFacts, codes, type KnownCode } from '../../codes.ts'
import { ofAcceptances } from './of-acceptances.ts'

/** What a comment says about findings. Offsets are those in its text. */
export type ReadAcceptance =
  | {
      readonly kind: 'acceptance'
      readonly codes: readonly { readonly code: KnownCode; readonly start: number }[]
      readonly reason: string
    }
  | {
      readonly kind: 'malformed'
      readonly message: string
      readonly help: string
      /** The comment as it was probably intended. */
      readonly instead?: string
    }

const exact = /^#\s*accept\s+(TG\d{3}(?:\s*,\s*TG\d{3})*)\s*:\s*(\S.*)$/

/** What other tools and other tenses write, with at least one code. */
const similar =
  /^#+\s*(?:tidegate[\s:-]*)?(?:accept(?:s|ed|ing)?|ignor(?:e|es|ed|ing)|disabled?|suppress(?:es|ed)?|allow(?:s|ed)?|silenced?|skip(?:s|ped)?|expect(?:s|ed)?|noqa|nolint)(?:[\s:-]+(?:next[\s-]line|next|line|finding|warning|advice))?[\s:-]+(tg[\s_-]?\d+(?:(?:\s*[,;&]\s*|\s+and\s+|\s+)tg[\s_-]?\d+)*)(.*)$/i

const form = 'write `# accept TG406: the reason`, on the line above the statement'

/** Reads a comment; undefined if it is not about accepting findings, as most are not. O(length). */
export function readAcceptance(comment: string): ReadAcceptance | undefined {
  const [, list = '', rest = ''] = similar.exec(comment) ?? []
  if (list === '') return readNumber(comment)
  const written = [...list.matchAll(/tg[\s_-]?(\d+)/gi)].map(([, digits = '']) => `TG${digits}`)
  for (const code of written) {
    const fault = faultOfCode(code)
    if (fault !== undefined) return { kind: 'malformed', ...fault }
  }
  const match = exact.exec(comment)
  if (match !== null && isReason(match[2] ?? '')) {
    const starts = [...comment.matchAll(/TG\d{3}/g)].slice(0, written.length)
    return {
      kind: 'acceptance',
      codes: starts.map(({ 0: code, index }) => ({ code: code as KnownCode, start: index })),
      reason: (match[2] ?? '').trim(),
    }
  }
  const reason = rest.replace(/^[\s:;,.=–—-]+/u, '').trim()
  if (!isReason(reason)) {
    return { kind: 'malformed', message: 'an acceptance needs a reason', help: `${form}: it is what reviewers read` }
  }
  return {
    kind: 'malformed',
    message: 'the comment accepts nothing, because it does not have the form of an acceptance',
    help: form,
    instead: `# accept ${written.join(', ')}: ${reason}`,
  }
}

/** `# accept 411: reason`: the number of a finding without its letters, which comments about statuses hardly have in this form. */
function readNumber(comment: string): ReadAcceptance | undefined {
  const [, digits = '', reason = ''] = /^#\s*accept\s+(\d{3})\s*:\s*(\S.*)$/.exec(comment) ?? []
  const code = `TG${digits}`
  if (!Object.hasOwn(codes, code) || faultOfCode(code) !== undefined || !isReason(reason)) return undefined
  return {
    kind: 'malformed',
    message: 'the comment accepts nothing, because it does not have the form of an acceptance',
    help: form,
    instead: `# accept ${code}: ${reason.trim()}`,
  }
}

/** What stands for a reason that has not been written, such as that which editors insert. */
const placeholder = /^(?:TODO|FIXME|TBD|XXX)\P{L}*(?:say why|why|reason)?\P{L}*$/u

function isReason(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text) && !placeholder.test(text)
}

function faultOfCode(code: string): { readonly message: string; readonly help: string } | undefined {
  if (!Object.hasOwn(codes, code)) {
    const suggestion = didYouMean(code, Object.keys(codes))
    return {
      message: `no finding has the code \`${code}\``,
      help:
        suggestion === undefined
          ? 'the code of a finding is shown before its message'
          : `did you mean \`${suggestion}\`?`,
    }
  }
  const { severity }: CodeFacts = codes[code as KnownCode]
  if (severity === 'error') {
    return {
      message: `\`${code}\` is an error, and cannot be accepted`,
      help: 'only warnings and advice can be accepted',
    }
  }
  if (ofAcceptances.includes(code as KnownCode)) {
    return {
      message: `\`${code}\` is about acceptances, and cannot be accepted`,
      help: 'remove or correct the comment',
    }
  }
  return undefined
}
