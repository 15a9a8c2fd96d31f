import type { Directive } from './parse-nginx.ts'
import { directiveText, type Place } from './place.ts'

/** The `error_page` directives in force in a context, by status. */
export type ErrorPages = ReadonlyMap<number, ErrorPage>

/** What `error_page` makes of a status. */
interface ErrorPage {
  readonly place: Place
  readonly text: string
  /** The status of the reply, if the directive sets one (`=404`). */
  readonly status: number | undefined
  /** Whether another location decides (`=`), or the client is sent elsewhere. */
  readonly isJump: boolean
}

/** What the client receives for a status: a refusal with some status, or something else. */
export type Refused =
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'elsewhere'; readonly page: ErrorPage }

/** Returns the error pages of a block; without directives of its own, those of the enclosing one are in force. */
export function errorPagesOf(directives: readonly Directive[], outer: ErrorPages): ErrorPages {
  const own = directives.filter(({ name, block }) => name === 'error_page' && block === undefined)
  if (own.length === 0) return outer
  const pages = new Map<number, ErrorPage>()
  for (const directive of own) {
    const codes = directive.args.filter((word) => /^\d{3}$/.test(word)).map(Number)
    const target = directive.args.at(-1) ?? ''
    const [, given] = /^=(\d*)$/.exec(directive.args.find((word) => word.startsWith('=')) ?? '') ?? []
    const page: ErrorPage = {
      place: directive,
      text: directiveText(directive),
      status: given === undefined || given === '' ? undefined : Number(given),
      isJump: given === '' || /^(?:https?:\/\/|\$scheme:)/.test(target),
    }
    // Of several pages for one status, the first is in force.
    for (const code of codes) if (!pages.has(code)) pages.set(code, page)
  }
  return pages
}

/** Returns what the client receives where nginx refuses with a status. */
export function refusedWith(status: number, pages: ErrorPages): Refused {
  const page = pages.get(status)
  if (page === undefined) return { kind: 'refused', status }
  if (page.isJump) return { kind: 'elsewhere', page }
  if (page.status === undefined) return { kind: 'refused', status }
  return page.status >= 400 && page.status <= 599
    ? { kind: 'refused', status: page.status }
    : { kind: 'elsewhere', page }
}
