/**
 * Returns the path, parameters and query of a URL, starting with `/`, without scheme, authority and fragment. Like the reference
 * parser, it returns a path for any text: `""` is `/`, `example.com?a` is `/?a`, `a/b` is `/b`, `//a/b/c` is `/b/c`. O(n).
 */
export function pathOfUrl(url: string): string {
  const from = url.startsWith('//') ? 2 : 0
  const early = firstOf(url, from)
  const scheme = url.indexOf('://', from)
  const authority = scheme < 0 || (early >= 0 && early < scheme) ? from : scheme + 3
  const start = firstOf(url, authority)
  if (start < 0) return '/'
  const hash = url.indexOf('#', from)
  if (hash >= 0 && hash < start) return '/'
  const path = url.slice(start, hash < 0 ? url.length : hash)
  return path.startsWith('/') ? path : `/${path}`
}

/** Returns the index of the first `/`, `?` or `;`, or -1. */
function firstOf(url: string, from: number): number {
  for (let index = from; index < url.length; index++) {
    const code = url.charCodeAt(index)
    if (code === 0x2f || code === 0x3f || code === 0x3b) return index
  }
  return -1
}
