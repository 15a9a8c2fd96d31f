import type { IToken } from 'chevrotain'
import { OpenText } from './tokens-of-other-languages.ts'
import { reportInvisibleCharacters } from './hidden-characters.ts'
import type { Reporter } from './reporter.ts'

const ESCAPE = /\\(?:u\{([^}"]*)\}|([^]))/gu

const SIMPLE: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n', t: '\t' }

/** A terminated string without escapes and without characters that are reported. */
const PLAIN = /^"[\x20\x21\x23-\x5b\x5d-\x7e]*"$/

/**
 * Returns the value of a string: its quotes removed, its escapes (`\"`, `\\`, `\n`, `\t`, `\u{…}`) resolved. Errors in it are
 * reported, and the most likely value is returned.
 */
export function readText(token: IToken, reporter: Reporter): string {
  if (PLAIN.test(token.image)) return token.image.slice(1, -1)
  const start = token.startOffset
  const open = token.tokenType === OpenText
  const end = start + token.image.length
  if (open) reportMissingQuote(token, reporter)
  if (!token.image.startsWith('"')) return token.image.slice(1, -1)
  const body = token.image.slice(1, open ? undefined : -1)
  reportInvisibleCharacters(reporter, start, end)
  return body.replaceAll(
    ESCAPE,
    (image: string, digits: string | undefined, simple: string | undefined, at: number) => {
      const value = digits === undefined ? SIMPLE[simple ?? ''] : readCodePoint(digits)
      if (value !== undefined) return value
      const place = reporter.span(start + 1 + at, start + 1 + at + image.length)
      reporter.report('TG104', place, `expected an escape such as \`\\n\` or \`\\u{e9}\`, found \`${image}\``, {
        help: 'the escapes are `\\"`, `\\\\`, `\\n`, `\\t` and `\\u{…}` with a hexadecimal code point',
        fix: { title: 'double the backslash', edits: [{ span: reporter.span(place.start, place.start), text: '\\' }] },
      })
      return image
    },
  )
}

function readCodePoint(digits: string): string | undefined {
  if (!/^[0-9A-Fa-f]{1,6}$/u.test(digits)) return undefined
  const code = Number.parseInt(digits, 16)
  return code > 0x10_ffff || (code >= 0xd800 && code <= 0xdfff) ? undefined : String.fromCodePoint(code)
}

function reportMissingQuote(token: IToken, { report, span }: Reporter): void {
  const start = token.startOffset
  const end = start + token.image.trimEnd().length
  report('TG103', span(start, end), 'expected `"` at the end of the string, before the end of the line', {
    help: 'a line break inside a string is written `\\n`',
    fix: { title: 'add `"` at the end of the line', edits: [{ span: span(end, end), text: '"' }] },
  })
}
