/**
 * Returns the octets, one character each, that the inside of a JSON string stands for; the string itself is written as octets. An escape
 * above ASCII stands for the octets of its UTF-8 form. Returns undefined for an invalid escape. Linear.
 */
export function jsonOctets(written: string): string | undefined {
  if (!written.includes('\\')) return written
  let isValid = true
  const text = written.replaceAll(
    /\\(?:u([0-9a-f]{4})(?:\\u(d[c-f][0-9a-f]{2}))?|(.)|$)/gis,
    (whole, first, second, letter) => {
      if (typeof letter === 'string') {
        const at = '"\\/bfnrt'.indexOf(letter)
        isValid &&= at >= 0
        return '"\\/\b\f\n\r\t'.charAt(at)
      }
      isValid &&= typeof first === 'string'
      return typeof first === 'string'
        ? octetsOf(`${unit(first)}${typeof second === 'string' ? unit(second) : ''}`)
        : whole
    },
  )
  return isValid ? text : undefined
}

function unit(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 16))
}

function octetsOf(text: string): string {
  return text.charCodeAt(0) < 128 && text.length === 1 ? text : Buffer.from(text, 'utf8').toString('latin1')
}
