/** The site whose reverse proxy the gateway is. */
export type Upstream = { readonly kind: 'url'; readonly url: string } | { readonly kind: 'unix'; readonly path: string }

/** Reads `http://127.0.0.1:8069`, `https://…` or `unix:/run/app.sock`. Undefined for other texts; a path is none, because targets are passed on unchanged. */
export function parseUpstream(text: string): Upstream | undefined {
  if (text.startsWith('unix:')) {
    const path = text.slice(5)
    return path.startsWith('/') ? { kind: 'unix', path } : undefined
  }
  if (!URL.canParse(text)) return undefined
  const { protocol, pathname, search, hash, username, password, origin } = new URL(text)
  const isPlain = (pathname === '/' || pathname === '') && `${search}${hash}${username}${password}` === ''
  return (protocol === 'http:' || protocol === 'https:') && isPlain ? { kind: 'url', url: origin } : undefined
}
