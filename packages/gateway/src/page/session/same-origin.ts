import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a form may have been sent by the page itself. A browser says from where it comes in `Origin` and `Sec-Fetch-Site`; if either names another
 * site, the form is refused. WHY true without both: text browsers send neither, and the token in the form and the cookie are checked anyway.
 */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  return (
    origin === undefined ||
    (host !== undefined && /^https?:\/\//.test(origin) && originHost(origin) === host.toLowerCase())
  )
}

function originHost(origin: string): string {
  return origin.slice(origin.indexOf('//') + 2).toLowerCase()
}
