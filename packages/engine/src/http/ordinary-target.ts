/**
 * The end of the path of an origin-form target whose path and query are already canonical, as nearly all clients send them; -1 for every
 * other target, including canonical paths with escapes. One scan; the target MUST start with a slash.
 */
export function ordinaryPathEnd(target: string): number {
  const { length } = target
  let at = 0
  for (; at < length; at++) {
    const code = target.charCodeAt(at)
    if (code === 63) break
    if (code === 47) {
      if (at + 1 < length && !mayFollowSlash(target, at + 1)) return -1
    } else if (code > 126 || (places[code]! & inPath) === 0) return -1
  }
  for (let i = at + 1; i < length; i++) {
    const code = target.charCodeAt(i)
    if (code > 126 || (places[code]! & inQuery) === 0) return -1
  }
  return at
}

/** Excludes a second slash, and a dot that is not followed by a letter, a digit, `_` or `-`: other segments with a dot may be dot segments. */
function mayFollowSlash(target: string, at: number): boolean {
  const code = target.charCodeAt(at)
  if (code === 47) return false
  return code !== 46 || (at + 1 < target.length && (placesOf(target.charCodeAt(at + 1)) & inWord) !== 0)
}

function placesOf(code: number): number {
  return code > 126 ? 0 : places[code]!
}

const inPath = 1
const inQuery = 2
const inWord = 4

/** The parts in which each ASCII character is allowed unescaped: in a segment (RFC 3986 §3.3, without the star) or in a query that is kept. */
const places: Uint8Array = Uint8Array.from({ length: 127 }, (_, code) => {
  const character = String.fromCharCode(code)
  return (
    (/[\w\-.~!$&'()+,;=:@]/.test(character) ? inPath : 0) |
    (/[!$-;=?-\]_a-z~]/.test(character) ? inQuery : 0) |
    (/[\w-]/.test(character) ? inWord : 0)
  )
})
