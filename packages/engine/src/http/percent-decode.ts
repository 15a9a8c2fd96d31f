const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Decodes the percent-escapes of a string as UTF-8. Never throws: a `%` that does not start an escape is kept, and invalid UTF-8 becomes
 * U+FFFD. Linear.
 */
export function percentDecode(text: string): string {
  return text.includes('%') ? text.replace(/(?:%[0-9a-f]{2})+/gi, decodeRun) : text
}

function decodeRun(escapes: string): string {
  const octets = new Uint8Array(escapes.length / 3)
  for (let i = 0; i < octets.length; i++) octets[i] = Number.parseInt(escapes.slice(3 * i + 1, 3 * i + 3), 16)
  return utf8.decode(octets)
}
