/** The bytes of a GET that ends its connection, with the target as it is written. */
export function rawGet(target: string, ...headers: readonly string[]): string {
  return rawHead(`GET ${target} HTTP/1.1`, 'Host: site.example', ...headers, 'Connection: close')
}

/** The bytes of a request's head, by line. */
export function rawHead(...lines: readonly string[]): string {
  return [...lines, '', ''].join('\r\n')
}

/** The bytes of a request for a WebSocket. */
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

/** The header that names the client to a policy with `client ip from x-forwarded-for`, for `sendRequest`. */
export function forwardedFor(ip: string): readonly string[] {
  return ['X-Forwarded-For', ip]
}
