// What the readers of logs use of Node's Buffer, for browsers.
const fatal = new TextDecoder('utf-8', { fatal: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** Bytes with the few methods of Node's `Buffer` that are used. */
export class Buffer extends Uint8Array<ArrayBuffer> {
  static allocUnsafeSlow(length: number): Buffer {
    return new Buffer(length)
  }

  static override from(value: string | ArrayLike<number>, encoding?: 'latin1' | 'utf8'): Buffer {
    if (typeof value !== 'string') return new Buffer(Array.from(value))
    return encoding === 'latin1'
      ? new Buffer(Array.from(value, (character) => character.charCodeAt(0)))
      : new Buffer([...new TextEncoder().encode(value)])
  }

  override toString(encoding?: 'latin1' | 'utf8', start = 0, end: number = this.length): string {
    const part = this.subarray(start, end)
    if (encoding !== 'latin1') return lenient.decode(part)
    let text = ''
    for (const byte of part) text += String.fromCharCode(byte)
    return text
  }
}

/** Whether bytes are valid UTF-8. */
export function isUtf8(bytes: Uint8Array<ArrayBuffer>): boolean {
  try {
    fatal.decode(bytes)
    return true
  } catch {
    return false
  }
}
