import { createHash } from 'node:crypto'
import { isUnknownKey, type KeyValue } from '@tidegate/model'

/**
 * A digest of a subject's key: 128 bits of SHA-256 in 22 characters that need no escaping. Different keys have different messages, because every part
 * starts with its kind and length; texts are read as UTF-16, so that any text has its own. Linear in the key.
 */
export function keyDigest(key: readonly KeyValue[]): string {
  const hash = createHash('sha256')
  for (const part of key) {
    if (typeof part === 'string') hash.update(`t${part.length}:`).update(part, 'utf16le')
    else if (isUnknownKey(part)) hash.update('u')
    else hash.update(`${part.family}:${part.a}.${part.b}.${part.c}.${part.d};`)
  }
  return hash.digest().subarray(0, 16).toString('base64url')
}
