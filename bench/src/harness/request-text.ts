import type { LoadRequest } from './load.ts'

/** A request without the empty line at its end. */
export function requestText(port: number, { path, headers }: LoadRequest): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${fields.join('')}`
}
