import { root } from '../parts/links.ts'

const name = 'tidegate-page'

/** The id of the session in a Cookie field; undefined if there is none. */
export function sessionIdOf(cookies: string | undefined): string | undefined {
  for (const pair of (cookies ?? '').slice(0, 8_192).split(';')) {
    const [given, value] = pair.trim().split('=', 2)
    if (given === name && value !== undefined && /^[\w-]{32}$/.test(value)) return value
  }
  return undefined
}

/** A Set-Cookie field for a session, until the browser ends or the session expires. No script and no other site can use it. */
export function sessionCookie(id: string, isSecure: boolean): string {
  return `${name}=${id}; Path=${root}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
}

/** A Set-Cookie field that removes the session. */
export function endedCookie(): string {
  return `${name}=; Path=${root}; HttpOnly; SameSite=Strict; Max-Age=0`
}
