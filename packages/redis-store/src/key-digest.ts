import { hash } from 'node:crypto'
import { isUnknownKey, type KeyValue } from '@tidegate/model'

/**
 * A digest of a subject's key: 128 bits of SHA-256 in 22 characters that need no escaping. Different keys have different messages, because every part
 * starts with its kind and length; texts are read as UTF-16, so that any text has its own. Linear in the key.
 */
export function keyDigest(key: readonly KeyValue[]): string {
  return hash('sha256', messageOf(key), 'buffer').toString('base64url', 0, digestBytes)
}

const digestBytes = 16

function messageOf(key: readonly KeyValue[]): string | Buffer {
  let message = ''
  for (const part of key) {
    if (typeof part === 'string') return Buffer.concat(key.map(octetsOf))
    message += headOf(part)
  }
  return message
}

function octetsOf(part: KeyValue): Buffer {
  const head = Buffer.from(headOf(part))
  return typeof part === 'string' ? Buffer.concat([head, Buffer.from(part, 'utf16le')]) : head
}

/** The whole part, except for texts, whose octets follow. */
function headOf(part: KeyValue): string {
  if (typeof part === 'string') return `t${part.length}:`
  if (isUnknownKey(part)) return 'u'
  return `${part.family}:${part.a}.${part.b}.${part.c}.${part.d};`
}
