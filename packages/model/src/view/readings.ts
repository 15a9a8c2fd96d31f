import type { TextSubject } from '../subjects.ts'

/**
 * The values that readers find for a subject with these occurrences: each occurrence, because some read the first and some the last, and
 * for fields that some join, the joined text too. A request with one occurrence, or none, has no other reading.
 *
 * Node joins repeated header fields with `, `, except those of which it keeps the first; a list of query parameters becomes a text
 * joined with `,`; no reader joins cookies. The lines of the field Cookie are one value: browsers divide it over HTTP/2, and every reader joins them
 * with `; ` (RFC 9113 §8.2.3).
 */
export function readingsOf(subject: TextSubject, texts: readonly string[]): readonly string[] {
  if (texts.length < 2) return texts
  if (subject.kind === 'header' && subject.name === 'cookie') return [texts.join('; ')]
  const separator = separatorOf(subject)
  return separator === undefined ? texts : [...texts, texts.join(separator)]
}

function separatorOf(subject: TextSubject): string | undefined {
  switch (subject.kind) {
    case 'header':
      return isJoinedField(subject.name) ? ', ' : undefined
    case 'query':
      return ','
    case 'cookie':
    case 'method':
    case 'host':
    case 'path':
    case 'target':
    case 'agent':
    case 'user':
    case 'bot':
    case 'fact':
      return undefined
  }
}

/** Whether Node joins the lines of a header field (name in lower case), instead of keeping only the first. */
export function isJoinedField(name: string): boolean {
  return !keptFirst.has(name)
}

/** Whether a subject may occur more than once in a request, so that readers may find different values. */
export function isRepeatable(subject: TextSubject): boolean {
  return subject.kind === 'header' || subject.kind === 'query' || subject.kind === 'cookie'
}

/** The fields of which Node keeps the first line (documentation of `message.headers`). */
const keptFirst: ReadonlySet<string> = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
])
