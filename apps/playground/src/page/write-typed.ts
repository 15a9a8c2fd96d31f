import type { GateRequest } from '@tidegate/engine'
import { readableValue } from '@tidegate/request-specs'

/** Writes a request in the notation of the requests' pane. */
export function writeTyped({ method, target, headers, ip, peer, user, facts }: GateRequest, at?: string): string {
  const parts = [...(at === undefined ? [] : [at]), method, target, 'from', ip ?? peer ?? '203.0.113.20']
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index]!
    const value = readableValue(headers[index + 1]!)
    if (name.toLowerCase() === 'user-agent') parts.push('agent', quoted(value))
    else parts.push('header', quoted(`${name}: ${value}`))
  }
  if (user !== undefined) parts.push('user', quoted(String(user)))
  for (const [name, value] of Object.entries(facts ?? {}))
    parts.push('fact', quoted(`${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`))
  return parts.join(' ')
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}
