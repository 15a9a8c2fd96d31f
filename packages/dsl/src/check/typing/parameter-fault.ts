import { never, type TextFault, type TextPart, unlikely } from './text-fault.ts'

/**
 * Returns why no query parameter or cookie has this text, or why those of ordinary requests do not: values are compared after
 * decoding, so that they can be any text. O(length).
 */
export function faultOfParameter(
  text: string,
  part: TextPart,
  label: string,
  kind: 'query' | 'cookie',
): TextFault | undefined {
  if (!text.isWellFormed()) return never('values are decoded from UTF-8, which has no lone surrogates')
  if (text === '' && part === 'whole' && kind === 'cookie') {
    return unlikely(`a request without this cookie has no \`${label}\`, which is not the same as an empty one`, {
      help: `write \`${label} is empty\`, which is true in both cases`,
    })
  }
  const decoded = decode(text)
  return decoded === text ? undefined : unlikely('values are compared after decoding', { instead: decoded })
}

/** Decodes the escapes of a text; returns the text itself if it has none, or if they are not UTF-8. */
export function decode(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes)
    } catch {
      return escapes
    }
  })
}
