import type { IpAddress } from '@tidegate/values'
import { parseHop } from './parse-hop.ts'

/**
 * The address in the `for` parameter of one element of a Forwarded field (RFC 7239 §4), or undefined if the element is malformed, does not
 * have exactly one such parameter, or contains no address (`unknown`, `_hidden`: §6.2, §6.3). Values that should be quoted but are not
 * (`for=192.0.2.1:80`) are accepted, because they are unambiguous. Linear.
 */
export function readForwardedElement(element: string): IpAddress | undefined {
  // WHY: without a pair, blanks must match in only one part of the pattern, or a run of them would take quadratic time.
  const pair = /[ \t]*(?:([\w!#$%&'*+.^`|~-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s",;]*))[ \t]*)?(?:;|$)/y
  let node: string | undefined
  while (pair.lastIndex < element.length) {
    const found = pair.exec(element)
    if (found === null) return undefined
    const [, name, quoted, bare] = found
    if (name?.toLowerCase() !== 'for') continue
    if (node !== undefined) return undefined
    node = quoted?.replace(/\\(.)/g, '$1') ?? bare
  }
  return node === undefined || node.includes('"') ? undefined : parseHop(node)
}
