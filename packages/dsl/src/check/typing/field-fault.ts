import {
  faultOfPattern,
  isAtEnd,
  isAtStart,
  isRegularExpression,
  never,
  type TextFault,
  type TextPart,
  unlikely,
} from './text-fault.ts'

/** Header fields whose value is a URL or an origin. */
const urlFields: readonly string[] = ['referer', 'origin']

/**
 * Returns why no request has a header field with this text: a field consists of octets, which are compared as the characters U+0009,
 * U+0020 to U+007E and U+0080 to U+00FF, and is read without blanks at its ends (RFC 9110 §5.5). `label` is the fact as written. O(length).
 */
export function faultOfField(text: string, part: TextPart, label: string, name: string): TextFault | undefined {
  if (text === '') {
    return unlikely(`a request without this field has no \`${label}\`, which is not the same as an empty one`, {
      help: `write \`${label} is empty\`, which is true in both cases`,
    })
  }
  // eslint-disable-next-line no-control-regex
  if (/[\0-\x08\x0a-\x1f\x7f]/.test(text)) return never('a header field contains no control characters')
  if (/[^\0-\xff]/.test(text)) {
    return never('a header field is compared byte by byte, one character for each', { instead: octetsOf(text) })
  }
  const trimmed = trim(text, part)
  if (trimmed !== text) {
    return never('blanks at the ends of a header field do not belong to its value', {
      ...(trimmed !== '' && { instead: trimmed }),
    })
  }
  if (isRegularExpression(text) || (name === 'user-agent' && /^\*.|.\*$/s.test(text))) return faultOfPattern(label)
  const url = urlFields.includes(name) && isAtStart(part) ? faultOfUrl(text, part) : undefined
  return url ?? (name === 'origin' ? faultOfOrigin(text, part) : faultOfFixedValue(text, part, label, name))
}

/** Values of fields that browsers always write in the same way. */
const fixedValues: Readonly<Record<string, readonly string[]>> = {
  'sec-fetch-site': ['cross-site', 'same-origin', 'same-site', 'none'],
  'sec-fetch-mode': ['cors', 'navigate', 'no-cors', 'same-origin', 'websocket'],
  'sec-fetch-user': ['?1'],
  'x-requested-with': ['XMLHttpRequest'],
  'x-forwarded-proto': ['http', 'https'],
}

function faultOfFixedValue(text: string, part: TextPart, label: string, name: string): TextFault | undefined {
  if (part !== 'whole') return undefined
  if (name === 'content-type' && /^multipart\/[a-z-]+$/i.test(text)) {
    return unlikely('the value also contains a boundary', { help: `write \`${label} starts with "${text}"\`` })
  }
  const values = Object.hasOwn(fixedValues, name) ? fixedValues[name] : undefined
  const instead = values?.find((value) => value.toLowerCase() === text.toLowerCase())
  return instead === undefined || instead === text ? undefined : unlikely('case matters', { instead })
}

/** An origin is a scheme, a host and perhaps a port, in lower case (RFC 6454 §6.1). */
function faultOfOrigin(text: string, part: TextPart): TextFault | undefined {
  if (part !== 'whole') return undefined
  const [, origin = text] = /^([a-z][a-z\d+.-]*:\/\/[^/]+)\/.*$/is.exec(text) ?? []
  const instead = origin.toLowerCase()
  return instead === text ? undefined : unlikely('an origin is in lower case and has no path', { instead })
}

function trim(text: string, part: TextPart): string {
  const begun = isAtStart(part) ? text.replace(/^[ \t]+/, '') : text
  return isAtEnd(part) ? begun.replace(/(?<![ \t])[ \t]+$/, '') : begun
}

/** Returns the UTF-8 octets of a text, one character for each; undefined if they include control characters. */
function octetsOf(text: string): string | undefined {
  if (!text.isWellFormed()) return undefined
  return Array.from(new TextEncoder().encode(text), (octet) => String.fromCharCode(octet)).join('')
}

function faultOfUrl(text: string, part: TextPart): TextFault | undefined {
  const isBegun = /^(?:[a-z][a-z\d+.-]*(?::.*)?|null|about:blank)$/s.test(text) && !/^[a-z\d-]+\.[a-z\d.-]+$/.test(text)
  if (isBegun && (part === 'start' || text.includes(':') || text === 'null')) return undefined
  return unlikely('the value begins with a scheme such as `https://`', {
    help:
      part === 'whole'
        ? `write \`contains "${text}"\`, or the whole address`
        : `write \`"https://${text}"\`, or \`contains\``,
  })
}
