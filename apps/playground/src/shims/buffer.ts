// What the readers of logs use of Node's Buffer, for browsers.
const fatal = new TextDecoder('utf-8', { fatal: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** Bytes with the one method of Node's `Buffer` that is used. */
type Octets = Uint8Array<ArrayBuffer> & { toString(encoding?: 'latin1' | 'utf8', start?: number, end?: number): string }

function withText(bytes: Uint8Array<ArrayBuffer>): Octets {
  return Object.assign(bytes, {
    toString(encoding?: 'latin1' | 'utf8', start = 0, end: number = bytes.length): string {
      const part = bytes.subarray(start, end)
      if (encoding !== 'latin1') return lenient.decode(part)
      let text = ''
      for (const byte of part) text += String.fromCharCode(byte)
      return text
    },
  })
}

/** What is used of Node's `Buffer`. */
export const Buffer: {
  readonly allocUnsafeSlow: (length: number) => Octets
  readonly from: (value: string | ArrayLike<number>, encoding?: 'latin1' | 'utf8') => Octets
} = {
  allocUnsafeSlow: (length) => withText(new Uint8Array(length)),
  from: (value, encoding) => {
    if (typeof value !== 'string') return withText(Uint8Array.from(value))
    return withText(
      encoding === 'latin1'
        ? Uint8Array.from({ length: value.length }, (_, at) => value.charCodeAt(at))
        : new TextEncoder().encode(value),
    )
  },
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
