/** A GET request that closes its connection, with the target exactly as given. */
export function rawGet(target: string, ...headers: readonly string[]): string {
  return rawHead(`GET ${target} HTTP/1.1`, 'Host: site.example', ...headers, 'Connection: close')
}

/** The head of a request, made from its lines. */
export function rawHead(...lines: readonly string[]): string {
  return [...lines, '', ''].join('\r\n')
}

/** A request to upgrade to a WebSocket. */
export function rawUpgrade(target: string, ...headers: readonly string[]): string {
  return rawHead(
    `GET ${target} HTTP/1.1`,
    'Host: a',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Version: 13',
    ...headers,
  )
}

/** The header that supplies the client's address to a policy with `client ip from x-forwarded-for`, for `sendRequest`. */
export function forwardedFor(ip: string): readonly string[] {
  return ['X-Forwarded-For', ip]
}
