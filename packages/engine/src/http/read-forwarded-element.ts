import type { IpAddress } from '@tidegate/values'
import { parseHop } from './parse-hop.ts'

/**
 * The address in the `for` parameter of one element of a Forwarded field (RFC 7239 §4), or undefined when the element is
 * malformed, has no such parameter or two, or names no address (`unknown`, `_hidden`: §6.2, §6.3). Values that should be
 * quoted and are not (`for=192.0.2.1:80`) are accepted, because they can be read in one way only. Linear.
 */
export function readForwardedElement(element: string): IpAddress | undefined {
  // WHY: blanks may be matched in one place only where there is no pair, or a run of them would take quadratic time.
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
